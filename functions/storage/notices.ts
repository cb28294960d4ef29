/** What the owner should know, in the collection `notices`: DingTalk's last refusal, what the doctor found. */
import { type Database, isDuplicate } from './database'

/** A line under the answers at most this often, however many replicas there are. */
const TELL_EVERY_MS = 60 * 60 * 1_000

interface Notice {
  _id: 'refusal' | 'told' | 'check-up' | 'first-answer'
  at: number
  failure?: string
  evidence?: string
}

export type Notices = ReturnType<typeof createNotices>

/** Everything rejects when the database is away. */
export function createNotices(database: Database) {
  return {
    /** Remembers why DingTalk refused; the next refusal replaces it. */
    async record(failure: string, evidence?: string): Promise<void> {
      const set = { at: Date.now(), failure, evidence: evidence ?? '' }
      await database.run((db) =>
        db.collection<Notice>('notices').updateOne({ _id: 'refusal' }, { $set: set }, { upsert: true }),
      )
    },

    /** The last refusal, if there ever was one. */
    async read(): Promise<{ at: number; failure: string; evidence: string } | undefined> {
      const found = await database.run((db) => db.collection<Notice>('notices').findOne({ _id: 'refusal' }))
      return found
        ? { at: found.at, failure: found.failure ?? '', evidence: found.evidence ?? '' }
        : undefined
    },

    /** Writes and reads: whether the database does what it should. */
    async checkUp(): Promise<void> {
      const at = Date.now()
      await database.run((db) =>
        db.collection<Notice>('notices').updateOne({ _id: 'check-up' }, { $set: { at } }, { upsert: true }),
      )
      await database.run((db) => db.collection<Notice>('notices').findOne({ _id: 'check-up' }))
    },

    /** Whether the bot ever answered; once it did, it stays so, whatever ages out of `chats`. */
    async hasAnswered(): Promise<boolean> {
      const known = { _id: 'first-answer' as const }
      if (await database.run((db) => db.collection<Notice>('notices').findOne(known))) return true
      if (!(await database.run((db) => db.collection('chats').findOne({ role: 'assistant' })))) return false
      const set = { at: Date.now() }
      await database.run((db) =>
        db.collection<Notice>('notices').updateOne(known, { $set: set }, { upsert: true }),
      )
      return true
    },

    /** When the newest message was accepted, ms; `undefined` when there is none. */
    async lastMessageAt(): Promise<number | undefined> {
      const [newest] = await database.run((db) =>
        db.collection('inbox').find({}).sort({ expiresAt: -1 }).limit(1).project({ receivedAt: 1 }).toArray(),
      )
      return typeof newest?.receivedAt === 'number' ? newest.receivedAt : undefined
    },

    /** Whether it is time to tell the owner; of all who ask at once, one gets a yes. */
    async mayTell(): Promise<boolean> {
      const now = Date.now()
      const notLately = { _id: 'told' as const, at: { $lt: now - TELL_EVERY_MS } }
      try {
        // Told lately: the filter finds nothing, and the insertion meets the document that is there.
        await database.run((db) =>
          db.collection<Notice>('notices').updateOne(notLately, { $set: { at: now } }, { upsert: true }),
        )
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
  }
}
