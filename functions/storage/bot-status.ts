/** The collection `bot_status`: what the check-up and the admin need to know of all replicas. */
import { now } from '../clock'
import { type Database, isDuplicate, type Update } from './database'
import type { TurnDocument } from './turns'

/** A refusal older than this is no longer shown. */
const SHOW_REFUSAL_MS = 7 * 24 * 60 * 60 * 1_000
/** A hint for the admin stands under an answer at most this often, over all replicas. */
const HINT_EVERY_MS = 60 * 60 * 1_000

/** Why DingTalk did not take a message; `evidence` is its status and code. */
interface RefusalNote {
  failure: string
  evidence?: string
}

interface StatusDocument extends Partial<RefusalNote> {
  _id: 'last-refusal' | 'last-hint' | 'database-check' | 'first-answer'
  /** When it happened, ms since the epoch. */
  at: number
}

/** The fields of a message's log line that are read here. */
interface Ended {
  result?: string
  channel?: string
  refusals?: RefusalNote[]
}

export type BotStatus = ReturnType<typeof createBotStatus>

/** Everything but `learn` rejects when the database is away. */
export function createBotStatus(database: Database) {
  const { run } = database.collection<StatusDocument>('bot_status')
  const chats = database.collection<Pick<TurnDocument, 'role' | 'expiresAt'>>('chats')
  const inbox = database.collection('inbox')
  const find = (_id: StatusDocument['_id']) => run((status) => status.findOne({ _id }))
  const upsert = (_id: StatusDocument['_id'], update: Update<StatusDocument>) =>
    run((status) => status.updateOne({ _id }, update, { upsert: true }))
  /** Whether the bot has ever answered, and whether the database knows it. */
  let hasAnswered = false
  let isFirstAnswerStored = false
  /** A refusal is stored that the next delivery without one removes, as far as this process knows. */
  let isRefusalStored = false

  const storeFirstAnswer = async (): Promise<void> => {
    await upsert('first-answer', { $setOnInsert: { at: now() } })
    isFirstAnswerStored = true
  }

  const storeRefusal = async ({ failure, evidence = '' }: RefusalNote): Promise<void> => {
    isRefusalStored = true
    await upsert('last-refusal', { $set: { at: now(), failure, evidence } })
  }

  const removeRefusal = async (): Promise<void> => {
    await run((status) => status.deleteOne({ _id: 'last-refusal', at: { $lte: now() } }))
    isRefusalStored = false
  }

  return {
    /**
     * Learns from a message's log line: the first answer, a refusal, or that a refusal is fixed. An ordinary message
     * costs no database operation. Never rejects.
     */
    async learn({ result, channel, refusals }: Ended): Promise<void> {
      const [refusal] = refusals ?? []
      const isAnswer = result === 'answered' && channel !== undefined
      hasAnswered = hasAnswered || isAnswer
      const isFixed = isRefusalStored && channel !== undefined && !refusal
      await Promise.allSettled([
        isAnswer && !isFirstAnswerStored ? storeFirstAnswer() : undefined,
        refusal ? storeRefusal(refusal) : undefined,
        isFixed ? removeRefusal() : undefined,
      ])
    },

    /** The last refusal, unless it is fixed or old. */
    async lastRefusal(): Promise<{ at: number; failure: string; evidence: string } | undefined> {
      const found = await find('last-refusal')
      if (!found || now() - found.at > SHOW_REFUSAL_MS) return undefined
      isRefusalStored = true
      return { at: found.at, failure: found.failure ?? '', evidence: found.evidence ?? '' }
    },

    /** Writes and reads, to see whether the database works. */
    async checkDatabase(): Promise<void> {
      await upsert('database-check', { $set: { at: now() } })
      const found = await find('database-check')
      if (typeof found?.at !== 'number') throw new Error('what was written cannot be read')
    },

    /** Whether the bot has ever answered, also when the answers have expired from `chats`. */
    async hasAnswered(): Promise<boolean> {
      if (hasAnswered) return true
      isFirstAnswerStored = (await find('first-answer')) !== null
      // An answer may be stored and not delivered yet. Answers without a date are those of another function, which a
      // tutorial's app may have had in the same collection.
      const answer = { role: 'assistant', expiresAt: { $gte: new Date(0) } } as const
      const findAnswer = () => chats.run((turns) => turns.findOne(answer))
      hasAnswered = isFirstAnswerStored || (await findAnswer()) !== null
      return hasAnswered
    },

    /** When the newest message was accepted, ms; `undefined` when there is none. */
    async lastMessageAt(): Promise<number | undefined> {
      const [newest] = await inbox.run((entries) =>
        entries.find({}).sort({ expiresAt: -1 }).limit(1).project({ receivedAt: 1 }).toArray(),
      )
      return typeof newest?.receivedAt === 'number' ? newest.receivedAt : undefined
    },

    /** Whether it is time for a hint to the admin; of replicas that ask at once, one gets `true`. */
    async mayHint(): Promise<boolean> {
      const at = now()
      const filter = { _id: 'last-hint' as const, at: { $lt: at - HINT_EVERY_MS } }
      try {
        // After a recent hint the filter matches nothing, and the insertion finds the `_id` in use.
        await run((status) => status.updateOne(filter, { $set: { at } }, { upsert: true }))
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
  }
}
