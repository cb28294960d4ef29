/**
 * The inbox: every accepted message until it is done, so that it is answered even if its process dies.
 *
 *     asked ──answer stored──▶ answered ──delivered──▶ done
 *
 * One owner works on a message, for as long as its lease; another process may take it over when the lease has run out.
 * The state changes by conditional updates only, so that of any number of replicas one succeeds. The unique index on
 * `sessionLock` lets at most one message of a session hold the lock, across replicas.
 */
import { now } from '../clock'
import { type Collection, type Database, type Filter, isDuplicate, lateOutcome } from './database'
import {
  createInboxCollection,
  type InboxCollection,
  type InboxEntry,
  LEASE_MS,
  RENEW_EVERY_MS,
} from './inbox-collection'

/** Longer than a signature can be replayed (one hour, either direction) or a redelivery be late. */
const KEEP_MS = 24 * 60 * 60 * 1_000
/** How long taking over may last. A take-over that fails half-way costs an attempt, and no caller waits for it. */
const TAKE_OVER_PATIENCE_MS = LEASE_MS / 2

export type Inbox = ReturnType<typeof createInbox>

/** Whether this process has the message now, or it was in the inbox before. */
export type Claim = 'claimed' | 'seen'

/** @param owner this process's name, new with every start */
export function createInbox(database: Database, owner: string) {
  const collection = createInboxCollection(database, owner)
  return {
    ...createClaims(collection),
    ...createUpdates(collection),
    ...createLeases(collection),
  }
}

function createClaims({ owner, runEvenPaused, put, oursAndOpen }: InboxCollection) {
  return {
    /** A new entry of ours, not yet stored. */
    create<Fields extends Pick<InboxEntry, '_id' | 'session' | 'receivedAt' | 'message'>>(
      fields: Fields,
    ): InboxEntry & Fields {
      return {
        ...fields,
        sessionLock: fields.session,
        state: 'asked',
        owner,
        leaseUntil: now() + LEASE_MS,
        attempts: 1,
        sent: 0,
        createdAt: new Date(now()),
        expiresAt: new Date(now() + KEEP_MS),
      }
    },

    /**
     * Claims a message by inserting it. Takes no longer than one operation may.
     * @returns `late` when the database did not decide in time: its decision, if it still comes
     */
    claim: (entry: InboxEntry): Promise<Claim | { late?: Promise<Claim> }> =>
      runEvenPaused((inbox) => insert(inbox, entry)).catch((error) => {
        return { late: lateOutcome(error) as Promise<Claim> | undefined }
      }),

    /** Claims a message that is answered in the acknowledgement: it is done from the start. */
    insertDone({ message: _, ...entry }: InboxEntry): Promise<Claim> {
      const done = { ...entry, sessionLock: entry._id, state: 'done', outcome: 'in-body' } as const
      return runEvenPaused((inbox) => insert(inbox, done))
    },

    /**
     * Inserts a message that the database could not take at its claim, with its answer if there is one.
     * @param patienceMs how long the database may take
     * @returns false when another process has it
     */
    async adopt(entry: InboxEntry, patienceMs?: number): Promise<boolean> {
      const { _id: sessionLock, state, answer, deliveries } = entry
      const known = answer === undefined ? {} : { state, answer, deliveries }
      const set: Partial<InboxEntry> = { ...known, sessionLock, leaseUntil: now() + LEASE_MS }
      // `open`: an operation that comes late must not bring back a message that is done.
      const isOurs = await put(entry, set, { filter: oursAndOpen(entry), patienceMs })
      if (isOurs) entry.sessionLock = sessionLock
      return isOurs
    },
  }
}

function createUpdates({ run, runEvenPaused, put, change, ours, oursAndOpen }: InboxCollection) {
  return {
    /**
     * Acquires or confirms the lock of the session: it is free when every earlier message is done. A message that
     * finds the lock free while an earlier one waits for it on another replica gives it back.
     */
    async acquireSessionLock(entry: InboxEntry): Promise<'acquired' | 'busy' | 'lost'> {
      const { _id, session, receivedAt } = entry
      const earlier: Filter<InboxEntry> = { session, state: { $ne: 'done' }, receivedAt: { $lt: receivedAt } }
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

    /** asked → answered, before the answer is sent. @returns false when another process has taken the message over */
    saveAnswer: (entry: InboxEntry, answer: unknown): Promise<boolean> =>
      change(
        entry,
        { ...ours(entry), state: 'asked' },
        { ...toDelivered(entry), state: 'answered', answer, deliveries: 1 },
      ),

    /** Notes the card before it is created. @returns false when another process has taken the message over */
    saveCard: (entry: InboxEntry): Promise<boolean> =>
      change(entry, oursAndOpen(entry), { card: entry.card }),

    /** Notes before it begins that this process sends the answer, too. @returns false when it is no longer ours */
    beginDelivery: (entry: InboxEntry, deliveries: number): Promise<boolean> =>
      change(entry, oursAndOpen(entry), { deliveries }),

    /** Notes how many parts DingTalk has, and by which channel. @returns false when the message is no longer ours */
    saveProgress: (entry: InboxEntry, sent: number, channel: string): Promise<boolean> =>
      change(entry, ours(entry), { ...toDelivered(entry), sent, channel }),

    /** Whether the message is still ours and open; renews its lease. */
    isMine: (entry: InboxEntry): Promise<boolean> => change(entry, oursAndOpen(entry), {}),

    /**
     * The message whose answer DingTalk sent under a key, while the inbox has it.
     * @param sessions what the keys of the conversation's sessions begin with
     */
    async findSent(sessions: string, sendKey: string): Promise<string | undefined> {
      const ofConversation = { $gte: sessions, $lt: `${sessions}\uffff` }
      const filter: Filter<InboxEntry> = { session: ofConversation, sendKeys: sendKey }
      return (await run((inbox) => inbox.findOne(filter, { projection: { _id: 1 } })))?._id
    },

    /**
     * → done: frees the session lock and removes what the message said.
     * @param stored whether the inbox is known to have it
     * @param patienceMs how long the database may take
     */
    async close(
      entry: InboxEntry,
      outcome: string,
      { stored, patienceMs }: { stored: boolean; patienceMs?: number },
    ): Promise<void> {
      const { _id: sessionLock, sent } = entry
      const result = { state: 'done', sessionLock, outcome, doneAt: now(), sent } as const
      const set: Partial<InboxEntry> = { ...result, ...toDelivered(entry) }
      if (!stored) return void (await put(entry, set, { remove: ['message', 'answer'], patienceMs }))
      const update = { $set: set, $unset: { message: '', answer: '' } } as const
      await runEvenPaused((inbox) => inbox.updateOne(ours(entry), update), patienceMs)
    },
  }
}

function createLeases({ owner, run, runEvenPaused, put }: InboxCollection) {
  return {
    /**
     * Renews leases; a renewal that comes late shortens none.
     * @returns the ids that are ours: a lease may have been lost, and a claim may never have arrived
     */
    async renew(ids: string[], leaseUntil: number): Promise<Set<string>> {
      const filter: Filter<InboxEntry> = { _id: { $in: ids }, owner }
      const renewed = await runEvenPaused(
        (inbox) => inbox.updateMany(filter, { $max: { leaseUntil } }),
        RENEW_EVERY_MS,
      )
      if (renewed.matchedCount === ids.length) return new Set(ids)
      const found = await runEvenPaused((inbox) => inbox.find(filter, { projection: { _id: 1 } }).toArray())
      return new Set(found.map(({ _id }) => _id))
    },

    /**
     * Gives the message away: the next process that polls after `pauseMs` takes it over. This process did not die
     * over it, so it does not count as an attempt or as a delivery.
     */
    async release(entry: InboxEntry, pauseMs: number): Promise<void> {
      const free = { owner: '', leaseUntil: now() + pauseMs, attempts: entry.attempts - 1, deliveries: 0 }
      await put(entry, { ...free, sent: entry.sent, ...toDelivered(entry) })
    },

    /**
     * Takes over messages whose leases ran out, the oldest first.
     * @param limit how many at most
     * @param isOurs whether this process works on the message: it only was late with its lease
     */
    async takeOver(limit: number, isOurs = (_id: string): boolean => false): Promise<InboxEntry[]> {
      const abandoned: Filter<InboxEntry> = {
        state: { $in: ['asked', 'answered'] },
        leaseUntil: { $lt: now() },
      }
      const oldest = await run((inbox) =>
        inbox
          .find(abandoned)
          .sort({ receivedAt: 1 })
          .limit(limit)
          .project<Pick<InboxEntry, '_id'>>({ _id: 1 })
          .toArray(),
      )
      const ids = oldest.map(({ _id }) => _id).filter((id) => !isOurs(id))
      if (ids.length === 0) return []
      const _id = { $in: ids }
      const take = { $set: { owner, leaseUntil: now() + LEASE_MS }, $inc: { attempts: 1 } }
      // Another replica may do the same: each message goes to the process whose update still finds it abandoned.
      await runEvenPaused((inbox) => inbox.updateMany({ ...abandoned, _id }, take), TAKE_OVER_PATIENCE_MS)
      const taken: Filter<InboxEntry> = { _id, owner, state: abandoned.state }
      return runEvenPaused((inbox) => inbox.find(taken).toArray(), TAKE_OVER_PATIENCE_MS)
    },
  }
}

function toDelivered({ card, channel, sendKeys }: InboxEntry): Partial<InboxEntry> {
  return { ...(card ? { card } : {}), ...(channel ? { channel } : {}), ...(sendKeys ? { sendKeys } : {}) }
}

/** @returns `seen` when there is a document with this `_id` */
async function insert(inbox: Collection<InboxEntry>, entry: InboxEntry): Promise<Claim> {
  try {
    await inbox.insertOne(entry)
    return 'claimed'
  } catch (error) {
    if (!isDuplicate(error)) throw error
    if (entry.sessionLock === entry._id || isDuplicateId(error)) return 'seen'
  }
  // Another message of the session holds the lock, unless the server does not say which key was the duplicate.
  entry.sessionLock = entry._id
  return insert(inbox, entry)
}

function isDuplicateId(error: unknown): boolean {
  const pattern = (error as { keyPattern?: Record<string, unknown> }).keyPattern
  return pattern !== undefined && '_id' in pattern
}
