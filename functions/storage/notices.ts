/** What the owner should know: DingTalk's last refusal, and when it was last told (collection `notices`). */
import { type Database, isDuplicate } from './database'

/** A line under the answers at most this often, however many replicas there are. */
const TELL_EVERY_MS = 60 * 60 * 1_000

interface Notice {
  _id: 'refusal' | 'told'
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
