/**
 * The inbox: every accepted message until it is done, so that it is answered even if its process dies.
 *
 *     asked ──answer stored──▶ answered ──delivered──▶ done
 *
 * One owner works on a message, for as long as its lease; another process may take it over when the lease has run out.
 * The state changes by conditional updates only, so that of any number of replicas one succeeds. The unique index on
 * `sessionLock` lets at most one message of a session hold the lock, across replicas.
 */
import { hasName } from '../errors'
import { type Collection, type Database, type DatabaseAway, type Filter, isDuplicate } from './database'
import { type InboxEntry, KEEP_MS, LEASE_MS, RENEW_EVERY_MS } from './inbox-entry'

/** How long taking over may last. A take-over that fails half-way costs an attempt, and no caller waits for it. */
const TAKE_OVER_PATIENCE_MS = LEASE_MS / 2

/** What is not kept of a message that is done. */
const REMOVED_WHEN_DONE: ('message' | 'answer')[] = ['message', 'answer']

export type Inbox<Message, Answer> = ReturnType<typeof createInbox<Message, Answer>>

/** Whether this process has the message now, or it was in the inbox before. */
export type Claim = 'claimed' | 'seen'

/** A claim that the database did not decide in time; `late` is its decision, if it still comes. */
export interface UndecidedClaim {
  late?: Promise<Claim>
}

interface PutOptions {
  /** Fields to remove. */
  remove?: (keyof InboxEntry)[]
  patienceMs?: number
  /** The document to change. Default: the entry, if it is ours. */
  filter?: Filter<InboxEntry>
}

/** @param owner this process's name, new with every start */
export function createInbox<Message, Answer>(database: Database, owner: string) {
  type Entry = InboxEntry<Message, Answer>
  type Operation<T> = (inbox: Collection<InboxEntry>) => Promise<T>
  const run = <T>(operation: Operation<T>) =>
    database.run((db) => operation(db.collection<InboxEntry>('inbox')))
  const insist = <T>(operation: Operation<T>, patienceMs?: number) =>
    database.insist((db) => operation(db.collection<InboxEntry>('inbox')), patienceMs)
  const ours = ({ _id }: Entry): Filter<InboxEntry> => ({ _id, owner })
  const oursAndOpen = ({ _id }: Entry): Filter<InboxEntry> => ({ _id, owner, state: { $ne: 'done' } })

  /** Changes an entry of ours, or inserts it if the database was away at its claim. @returns false when it is not ours */
  const put = async (entry: Entry, set: Partial<Entry>, options: PutOptions = {}): Promise<boolean> => {
    const { remove = [], patienceMs, filter = ours(entry) } = options
    const update = toUpsert(entry, set, remove)
    try {
      await insist((inbox) => inbox.updateOne(filter, update, { upsert: true }), patienceMs)
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }

  /** Changes an entry and renews its lease. @returns false when the filter does not match any more */
  const change = async (
    entry: Entry,
    filter: Filter<InboxEntry>,
    fields: Partial<Entry>,
  ): Promise<boolean> => {
    const leaseUntil = Date.now() + LEASE_MS
    const update = { $set: { ...fields, leaseUntil } }
    const { matchedCount } = await insist((inbox) => inbox.updateOne(filter, update))
    if (matchedCount === 1) entry.leaseUntil = leaseUntil
    return matchedCount === 1
  }

  return {
    /** A new entry of ours, not yet stored. */
    create(fields: Pick<Entry, '_id' | 'session' | 'receivedAt'> & { message: Message }): Entry {
      return {
        ...fields,
        sessionLock: fields.session,
        state: 'asked',
        owner,
        leaseUntil: Date.now() + LEASE_MS,
        attempts: 1,
        sent: 0,
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + KEEP_MS),
      }
    },

    /** Claims a message by inserting it. Takes no longer than one operation may. */
    claim: (entry: Entry): Promise<Claim | UndecidedClaim> =>
      insist((inbox) => insertClaim(inbox, entry)).catch((error) => {
        const late = hasName(error, 'DatabaseAway') ? (error as DatabaseAway).late : undefined
        return { late: late as Promise<Claim> | undefined }
      }),

    /** Claims a message that is answered in the acknowledgement: it is done from the start. */
    async insertDone(entry: Entry): Promise<Claim> {
      const { message: _, ...rest } = entry
      const done = { ...rest, sessionLock: entry._id, state: 'done', outcome: 'in-body' } as const
      return (await insist((inbox) => isInserted(inbox, done))) ? 'claimed' : 'seen'
    },

    /**
     * Acquires or confirms the lock of the session: it is free when every earlier message is done. A message that
     * finds the lock free while an earlier one waits for it on another replica gives it back.
     */
    async acquireSessionLock(entry: Entry): Promise<'acquired' | 'busy' | 'lost'> {
      const { _id, session, receivedAt } = entry
      const earlier: Filter<InboxEntry> = {
        session,
        state: { $ne: 'done' },
        receivedAt: { $lt: receivedAt },
      }
      const found = await run((inbox) => inbox.findOne(earlier, { projection: { _id: 1 } }))
      const sessionLock = found ? _id : session
      try {
        if (entry.sessionLock !== sessionLock) {
          // `asked`: an operation that comes late must not give the lock to a message that is done.
          const asked: Filter<InboxEntry> = { ...ours(entry), state: 'asked' }
          const moved = await run((inbox) => inbox.updateOne(asked, { $set: { sessionLock } }))
          if (moved.matchedCount !== 1) return 'lost'
          entry.sessionLock = sessionLock
        }
        return found ? 'busy' : 'acquired'
      } catch (error) {
        if (isDuplicate(error)) return 'busy'
        throw error
      }
    },

    /**
     * Renews leases; a renewal that comes late shortens none.
     * @returns the ids that are ours: a lease may have been lost, and a claim may never have arrived
     */
    async renew(ids: string[], leaseUntil: number): Promise<Set<string>> {
      const filter: Filter<InboxEntry> = { _id: { $in: ids }, owner }
      const renewed = await insist(
        (inbox) => inbox.updateMany(filter, { $max: { leaseUntil } }),
        RENEW_EVERY_MS,
      )
      if (renewed.matchedCount === ids.length) return new Set(ids)
      const found = await insist((inbox) => inbox.find(filter, { projection: { _id: 1 } }).toArray())
      return new Set(found.map(({ _id }) => _id))
    },

    /**
     * Inserts a message that the database could not take at its claim, with its answer if there is one.
     * @param patienceMs how long the database may take
     * @returns false when another process has it
     */
    async adopt(entry: Entry, patienceMs?: number): Promise<boolean> {
      const { _id: sessionLock, state, answer } = entry
      const known = answer === undefined ? {} : { state, answer }
      const set: Partial<Entry> = { ...known, sessionLock, leaseUntil: Date.now() + LEASE_MS }
      // `open`: an operation that comes late must not bring back a message that is done.
      const isOurs = await put(entry, set, { filter: oursAndOpen(entry), patienceMs })
      if (isOurs) entry.sessionLock = sessionLock
      return isOurs
    },

    /** asked → answered. @returns false when another process has taken the message over */
    saveAnswer: (entry: Entry, answer: Answer): Promise<boolean> =>
      change(entry, { ...ours(entry), state: 'asked' }, { state: 'answered', answer }),

    /** Notes how many parts DingTalk has, and by which channel. @returns false when the message is no longer ours */
    saveProgress: (entry: Entry, sent: number, channel: string): Promise<boolean> =>
      change(entry, ours(entry), { sent, channel }),

    /** Whether the message is still ours and open; renews its lease. */
    isMine: (entry: Entry): Promise<boolean> => change(entry, oursAndOpen(entry), {}),

    /**
     * → done: frees the session lock and removes what the message said.
     * @param stored whether the inbox is known to have it
     * @param patienceMs how long the database may take
     */
    async close(
      entry: Entry,
      outcome: string,
      { stored, patienceMs }: { stored: boolean; patienceMs?: number },
    ): Promise<void> {
      const { _id: sessionLock, sent, channel } = entry
      const set: Partial<Entry> = {
        state: 'done',
        sessionLock,
        outcome,
        doneAt: Date.now(),
        sent,
        ...(channel ? { channel } : {}),
      }
      if (!stored) return void (await put(entry, set, { remove: REMOVED_WHEN_DONE, patienceMs }))
      const update = { $set: set, $unset: { message: '', answer: '' } } as const
      await insist((inbox) => inbox.updateOne(ours(entry), update), patienceMs)
    },

    /**
     * Gives the message away: the next process that polls after `pauseMs` takes it over. This process did not die
     * over it, so it does not count as an attempt.
     */
    async release(entry: Entry, pauseMs: number): Promise<void> {
      const { attempts, channel } = entry
      const set: Partial<Entry> = {
        owner: '',
        leaseUntil: Date.now() + pauseMs,
        attempts: attempts - 1,
        ...(channel ? { channel } : {}),
      }
      await put(entry, set)
    },

    /** Takes over messages whose leases ran out, the oldest first. @param limit how many at most */
    async takeOver(limit: number): Promise<Entry[]> {
      const abandoned: Filter<InboxEntry> = {
        state: { $in: ['asked', 'answered'] },
        leaseUntil: { $lt: Date.now() },
      }
      const oldest = await run((inbox) =>
        inbox
          .find(abandoned)
          .sort({ receivedAt: 1 })
          .limit(limit)
          .project<Pick<Entry, '_id'>>({ _id: 1 })
          .toArray(),
      )
      if (oldest.length === 0) return []
      const _id = { $in: oldest.map(({ _id }) => _id) }
      const take = { $set: { owner, leaseUntil: Date.now() + LEASE_MS }, $inc: { attempts: 1 } }
      // Another replica may do the same: each message goes to the process whose update still finds it abandoned.
      await insist((inbox) => inbox.updateMany({ ...abandoned, _id }, take), TAKE_OVER_PATIENCE_MS)
      const taken: Filter<InboxEntry> = { _id, owner, state: abandoned.state }
      return insist((inbox) => inbox.find(taken).toArray(), TAKE_OVER_PATIENCE_MS) as Promise<Entry[]>
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

async function insertClaim(inbox: Collection<InboxEntry>, entry: InboxEntry): Promise<Claim> {
  try {
    await inbox.insertOne(entry)
    return 'claimed'
  } catch (error) {
    if (!isDuplicate(error)) throw error
    if (isDuplicateId(error)) return 'seen'
  }
  // Another message of the session holds the lock, unless the server does not say which key was the duplicate.
  entry.sessionLock = entry._id
  return (await isInserted(inbox, entry)) ? 'claimed' : 'seen'
}

/** Inserts a document. @returns false when there is one with its `_id` */
async function isInserted(inbox: Collection<InboxEntry>, entry: InboxEntry): Promise<boolean> {
  try {
    await inbox.insertOne(entry)
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

function isDuplicateId(error: unknown): boolean {
  const pattern = (error as { keyPattern?: Record<string, unknown> }).keyPattern
  return pattern !== undefined && '_id' in pattern
}
