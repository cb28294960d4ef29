/** The collection `inbox`: its documents, how long things about them last, and the operations that are shared. */
import { now } from '../clock'
import { type Database, type Filter, isDuplicate } from './database'

/** A message of a dead process is free after this long. */
export const LEASE_MS = 9_000
/** Two of three renewals may fail. */
export const RENEW_EVERY_MS = LEASE_MS / 3

/** A document of the collection `inbox`; message and answer are plain data. Times are ms, if not Dates. */
export interface InboxEntry {
  /** `robotCode:msgId` */
  _id: string
  session: string
  /** The session while this message holds its lock, its own `_id` before and after. Unique. */
  sessionLock: string
  state: 'asked' | 'answered' | 'done'
  owner: string
  leaseUntil: number
  /** How many processes have worked on it; all but the last died over it. */
  attempts: number
  receivedAt: number
  /** Counters that have the answer by now, because a limit is set. */
  reserved?: string[]
  /** Removed when done. */
  message?: unknown
  /** Removed when done. */
  answer?: unknown
  /** How many processes have begun to convert and send the answer; each but the last has died or handed it over. */
  deliveries?: number
  /** Parts of the answer that DingTalk has accepted. */
  sent: number
  /** The channel those parts took. */
  channel?: string
  /** The card that shows the answer, stored before it is created; `failed` when it cannot have the answer. */
  card?: { id: string; failed?: boolean }
  /** DingTalk's keys of those parts, which a quote of them brings. */
  sendKeys?: string[]
  /** The result of a message that is done. */
  outcome?: string
  /** When it was done, ms. */
  doneAt?: number
  createdAt: Date
  /** When the document is removed, done or not. */
  expiresAt: Date
}

interface PutOptions {
  /** Fields to remove. */
  remove?: (keyof InboxEntry)[]
  patienceMs?: number
  /** The document to change. Default: the entry, if it is ours. */
  filter?: Filter<InboxEntry>
}

export type InboxCollection = ReturnType<typeof createInboxCollection>

/** @param owner this process's name, new with every start */
export function createInboxCollection(database: Database, owner: string) {
  const { run, runEvenPaused } = database.collection<InboxEntry>('inbox')
  const ours = ({ _id }: InboxEntry): Filter<InboxEntry> => ({ _id, owner })

  return {
    owner,
    run,
    runEvenPaused,
    ours,
    oursAndOpen: ({ _id }: InboxEntry): Filter<InboxEntry> => ({ _id, owner, state: { $ne: 'done' } }),

    /** Changes an entry of ours, or inserts it if the database was away at its claim. @returns false when it is not ours */
    async put(entry: InboxEntry, set: Partial<InboxEntry>, options: PutOptions = {}): Promise<boolean> {
      const { remove = [], patienceMs, filter = ours(entry) } = options
      const update = toUpsert(entry, set, remove)
      try {
        await runEvenPaused((inbox) => inbox.updateOne(filter, update, { upsert: true }), patienceMs)
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },

    /** Changes an entry and renews its lease. @returns false when the filter does not match any more */
    async change(
      entry: InboxEntry,
      filter: Filter<InboxEntry>,
      fields: Partial<InboxEntry>,
    ): Promise<boolean> {
      const leaseUntil = now() + LEASE_MS
      const update = { $set: { ...fields, leaseUntil } }
      const { matchedCount } = await runEvenPaused((inbox) => inbox.updateOne(filter, update))
      if (matchedCount === 1) entry.leaseUntil = leaseUntil
      return matchedCount === 1
    },
  }
}

/** An update that sets some fields, and all others of the entry only if it inserts the document. */
function toUpsert(entry: InboxEntry, set: Partial<InboxEntry>, remove: (keyof InboxEntry)[]) {
  const excluded = ['_id', 'owner', ...Object.keys(set), ...remove]
  const inserted = Object.entries({ ...entry, sessionLock: entry._id }).filter(
    ([field, value]) => value !== undefined && !excluded.includes(field),
  )
  const unset = Object.fromEntries(remove.map((field) => [field, '' as const]))
  return {
    $set: set,
    $setOnInsert: Object.fromEntries(inserted),
    ...(remove.length > 0 ? { $unset: unset } : {}),
  }
}
