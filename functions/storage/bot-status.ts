/** What the owner should know, in the collection `bot_status`: DingTalk's last refusal, what the doctor found. */
import { type Database, isDuplicate } from './database'

/** A refusal that nobody heard of again for so long is history. */
const REFUSAL_FOR_MS = 7 * 24 * 60 * 60 * 1_000
/** A line under the answers at most this often, however many replicas there are. */
const TELL_EVERY_MS = 60 * 60 * 1_000

interface Notice {
  _id: 'refusal' | 'told' | 'check-up' | 'first-answer'
  at: number
  failure?: string
  evidence?: string
}

/** Why DingTalk did not take a message; `evidence` is its status and code. */
interface Refusal {
  failure: string
  evidence?: string
}

/** What a message's log line says of its end. */
interface Ended {
  result?: string
  channel?: string
  refusals?: Refusal[]
}

export type BotStatus = ReturnType<typeof createBotStatus>

/** Everything but `learn` rejects when the database is away. */
export function createBotStatus(database: Database) {
  /** Whether the bot has ever answered, and whether the database knows it. */
  let answered = false
  let isNoted = false
  /** There is a refusal that the next delivery without one will fix, as far as this process knows. */
  let isRefused = false

  const noteAnswer = async (): Promise<void> => {
    const first = { $setOnInsert: { at: Date.now() } }
    await database.run((db) =>
      db.collection<Notice>('bot_status').updateOne({ _id: 'first-answer' }, first, { upsert: true }),
    )
    isNoted = true
  }

  const forgetRefusal = async (): Promise<void> => {
    const before = { _id: 'refusal' as const, at: { $lte: Date.now() } }
    await database.run((db) => db.collection<Notice>('bot_status').deleteOne(before))
    isRefused = false
  }

  /** The next refusal replaces it. */
  const noteRefusal = async ({ failure, evidence = '' }: Refusal): Promise<void> => {
    isRefused = true
    const set = { at: Date.now(), failure, evidence }
    await database.run((db) =>
      db.collection<Notice>('bot_status').updateOne({ _id: 'refusal' }, { $set: set }, { upsert: true }),
    )
  }

  return {
    /**
     * Learns from how a message ended: the first answer, why DingTalk refused, and that a refusal is fixed. For an
     * ordinary message it asks nothing of the database. Never rejects.
     */
    async learn({ result, channel, refusals }: Ended): Promise<void> {
      const [refusal] = refusals ?? []
      const isAnswer = result === 'answered' && channel !== undefined
      answered = answered || isAnswer
      const isFixed = isRefused && channel !== undefined && !refusal
      await Promise.allSettled([
        isAnswer && !isNoted ? noteAnswer() : 0,
        refusal ? noteRefusal(refusal) : 0,
        isFixed ? forgetRefusal() : 0,
      ])
    },

    /** The last refusal, unless it is fixed or long ago. */
    async read(): Promise<{ at: number; failure: string; evidence: string } | undefined> {
      const found = await database.run((db) =>
        db.collection<Notice>('bot_status').findOne({ _id: 'refusal' }),
      )
      if (!found || Date.now() - found.at > REFUSAL_FOR_MS) return undefined
      isRefused = true
      return { at: found.at, failure: found.failure ?? '', evidence: found.evidence ?? '' }
    },

    /** Writes and reads: whether the database does what it should. */
    async checkUp(): Promise<void> {
      const at = Date.now()
      await database.run((db) =>
        db
          .collection<Notice>('bot_status')
          .updateOne({ _id: 'check-up' }, { $set: { at } }, { upsert: true }),
      )
      const found = await database.run((db) =>
        db.collection<Notice>('bot_status').findOne({ _id: 'check-up' }),
      )
      if (typeof found?.at !== 'number') throw new Error('what was written cannot be read')
    },

    /** Whether the bot ever answered; once it did, it stays so, whatever ages out of `chats`. */
    async hasAnswered(): Promise<boolean> {
      if (answered) return true
      const first = { _id: 'first-answer' as const }
      isNoted = (await database.run((db) => db.collection<Notice>('bot_status').findOne(first))) !== null
      // Stored and perhaps not delivered yet.
      const isStored = async () => database.run((db) => db.collection('chats').findOne({ role: 'assistant' }))
      answered = isNoted || (await isStored()) !== null
      return answered
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
          db.collection<Notice>('bot_status').updateOne(notLately, { $set: { at: now } }, { upsert: true }),
        )
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
  }
}
