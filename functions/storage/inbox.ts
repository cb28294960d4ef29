/**
 * The inbox: every accepted message until it is done, so that it is answered even if its process dies.
 *
 *     asked ──answer stored──▶ answered ──delivered──▶ done
 *
 * One owner works on a message, for as long as its lease; whoever finds a lease run out takes over. State
 * moves by conditional updates only: of any number of replicas one succeeds. Of one session at most one
 * message has the turn, the one that came first; the unique index on `sessionLock` sees to that, across replicas.
 */
import { type Collection, type Database, DatabaseAway, type Filter, isDuplicate } from './database'
import { type InboxEntry, KEEP_MS, LEASE_MS, RENEW_EVERY_MS } from './inbox-entry'

/** For what is taken over already: an attempt is lost when it comes to nothing, and nobody waits. */
const TAKE_OVER_PATIENCE_MS = LEASE_MS / 2

/** What is not kept of a message that is done. */
const FORGOTTEN: ('message' | 'answer')[] = ['message', 'answer']

export type Inbox<Message, Answer> = ReturnType<typeof createInbox<Message, Answer>>

/** Whether a message is ours, or somebody else's already. */
export type Claim = 'claimed' | 'seen'

/** A claim that the database did not decide in time; `late` is its decision, should it come after all. */
export interface Undecided {
  late?: Promise<Claim>
}

/**
 * @param owner this process's name, new with every start
 */
export function createInbox<Message, Answer>(database: Database, owner: string) {
  type Doc = InboxEntry<Message, Answer>
  type Operation<T> = (inbox: Collection<Doc>) => Promise<T>
  const run = <T>(operation: Operation<T>) => database.run((db) => operation(db.collection<Doc>('inbox')))
  const insist = <T>(operation: Operation<T>, patienceMs?: number) =>
    database.insist((db) => operation(db.collection<Doc>('inbox')), patienceMs)
  const mine = (entry: Doc) => ({ _id: entry._id, owner }) as Filter<Doc>
  const mineAndOpen = (entry: Doc) => ({ ...mine(entry), state: { $ne: 'done' } }) as Filter<Doc>

  /**
   * Changes an entry of ours; where the inbox does not have it, because the database was away, it is brought in.
   * @returns false when it is another process's
   */
  const put = async (
    entry: Doc,
    set: Partial<Doc>,
    {
      forget = [],
      patienceMs,
      expected = mine(entry),
    }: { forget?: (keyof Doc)[]; patienceMs?: number; expected?: Filter<Doc> } = {},
  ): Promise<boolean> => {
    const elsewhere = ['_id', 'owner', ...Object.keys(set), ...forget]
    const rest = { ...entry, sessionLock: entry._id }
    const first = Object.entries(rest).filter(
      ([field, value]) => value !== undefined && !elsewhere.includes(field),
    )
    const change = {
      $set: set,
      $setOnInsert: Object.fromEntries(first),
      ...(forget.length > 0 ? { $unset: Object.fromEntries(forget.map((field) => [field, ''])) } : {}),
    }
    try {
      await insist((inbox) => inbox.updateOne(expected, change as never, { upsert: true }), patienceMs)
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }

  /** Changes an entry and prolongs its lease. @returns false when it does not match any more */
  const change = async (entry: Doc, expected: Filter<Doc>, fields: Partial<Doc>): Promise<boolean> => {
    const leaseUntil = Date.now() + LEASE_MS
    const set = { ...fields, leaseUntil } as Partial<Doc>
    const { matchedCount } = await insist((inbox) => inbox.updateOne(expected, { $set: set }))
    if (matchedCount === 1) entry.leaseUntil = leaseUntil
    return matchedCount === 1
  }

  return {
    /** A new entry of ours, not yet stored. */
    create(fields: Pick<Doc, '_id' | 'session' | 'receivedAt'> & { message: Message }): Doc {
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

    /** The claim: whoever inserts the document answers the message. It takes no longer than one operation may. */
    claim: (entry: Doc): Promise<Claim | Undecided> =>
      insist(async (inbox): Promise<Claim> => {
        try {
          await inbox.insertOne(entry as never)
        } catch (error) {
          if (!isDuplicate(error)) throw error
          if (isDuplicateId(error)) return 'seen'
          // Another message of its session has the turn, unless the server does not say which key it was.
          entry.sessionLock = entry._id
          return insertAgain(inbox, entry)
        }
        return 'claimed'
      }).catch((error) => ({
        late: error instanceof DatabaseAway ? (error.late as Promise<Claim>) : undefined,
      })),

    /** The claim of a message that is answered in the acknowledgement: done from the start. */
    async note(entry: Doc): Promise<'noted' | 'seen'> {
      const { message: _, ...done } = entry
      try {
        const noted = { ...done, sessionLock: entry._id, state: 'done', outcome: 'in-body' }
        await insist((inbox) => inbox.insertOne(noted as never))
        return 'noted'
      } catch (error) {
        if (isDuplicate(error)) return 'seen'
        throw error
      }
    },

    /**
     * Tries to get the session's turn, or to keep it: not before everything that came earlier is done. A message
     * can find the turn free for a moment although another one waits for it elsewhere; then it gives it back.
     */
    async acquireSessionLock(entry: Doc): Promise<'taken' | 'busy' | 'lost'> {
      const earlier = {
        session: entry.session,
        state: { $ne: 'done' },
        receivedAt: { $lt: entry.receivedAt },
      }
      const found = await run((inbox) => inbox.findOne(earlier as never, { projection: { _id: 1 } }))
      const sessionLock = found ? entry._id : entry.session
      try {
        if (entry.sessionLock !== sessionLock) {
          // Only while it is asked: an operation that hung and comes late must not give a turn to what is done.
          const asked = { ...mine(entry), state: 'asked' } as never
          const moved = await run((inbox) => inbox.updateOne(asked, { $set: { sessionLock } as never }))
          if (moved.matchedCount !== 1) return 'lost'
          entry.sessionLock = sessionLock
        }
        return found ? 'busy' : 'taken'
      } catch (error) {
        if (isDuplicate(error)) return 'busy'
        throw error
      }
    },

    /**
     * Prolongs leases of ours; a prolongation that hung and comes late shortens none.
     * @returns the ids that are ours, for a lease may have been lost and a claim may never have arrived
     */
    async renew(ids: string[], leaseUntil: number): Promise<Set<string>> {
      const ours = { _id: { $in: ids }, owner } as never
      const renewed = await insist(
        (inbox) => inbox.updateMany(ours, { $max: { leaseUntil } as never }),
        RENEW_EVERY_MS,
      )
      if (renewed.matchedCount === ids.length) return new Set(ids)
      const found = await insist((inbox) => inbox.find(ours, { projection: { _id: 1 } }).toArray())
      return new Set(found.map(({ _id }) => _id))
    },

    /**
     * Brings in a message that the database could not take at its claim, with its answer if there is one.
     * @param patienceMs how long the database may take over it
     * @returns false when another process has it
     */
    async adopt(entry: Doc, patienceMs?: number): Promise<boolean> {
      const { _id: sessionLock, state, answer } = entry
      const known = answer === undefined ? {} : { state, answer }
      const set = { ...known, sessionLock, leaseUntil: Date.now() + LEASE_MS } as Partial<Doc>
      // An operation that hung and comes late must not bring back what is done.
      const kept = await put(entry, set, { expected: mineAndOpen(entry), patienceMs })
      if (kept) entry.sessionLock = sessionLock
      return kept
    },

    /** asked → answered. @returns false when another process has taken the message over */
    async saveAnswer(entry: Doc, answer: Answer): Promise<boolean> {
      const asked = { ...mine(entry), state: 'asked' } as never
      return change(entry, asked, { state: 'answered', answer } as Partial<Doc>)
    },

    /** How many parts DingTalk has, and by which channel. @returns false when it is no longer ours */
    saveProgress: (entry: Doc, sent: number, channel: string): Promise<boolean> =>
      change(entry, mine(entry), { sent, channel } as Partial<Doc>),

    /** Whether it is still ours to work on. */
    isMine: (entry: Doc): Promise<boolean> => change(entry, mineAndOpen(entry), {}),

    /**
     * → done: the turn is free, what the message said is forgotten.
     * @param stored whether the inbox is known to have it
     * @param patienceMs how long the database may take over it
     */
    async close(
      entry: Doc,
      outcome: string,
      { stored, patienceMs }: { stored: boolean; patienceMs?: number },
    ): Promise<void> {
      const { _id: sessionLock, sent, channel } = entry
      const set = {
        state: 'done',
        sessionLock,
        outcome,
        doneAt: Date.now(),
        sent,
        ...(channel ? { channel } : {}),
      }
      if (!stored) return void (await put(entry, set as Partial<Doc>, { forget: FORGOTTEN, patienceMs }))
      const change = { $set: set, $unset: { message: '', answer: '' } } as never
      await insist((inbox) => inbox.updateOne(mine(entry), change), patienceMs)
    },

    /**
     * Gives the message away: whoever looks after `pauseMs` takes it. From then on it is not ours, whatever we
     * still learn about it. It has cost no process its life, so that it counts as no attempt.
     */
    async release(entry: Doc, pauseMs: number): Promise<void> {
      const leaseUntil = Date.now() + pauseMs
      const { attempts, channel } = entry
      const given = { owner: '', leaseUntil, attempts: attempts - 1, ...(channel ? { channel } : {}) }
      await put(entry, given as Partial<Doc>)
    },

    /**
     * Takes over messages whose owners' leases ran out, the oldest first.
     * @param limit how many at most
     */
    async takeOver(limit: number): Promise<Doc[]> {
      const abandoned = { state: { $in: ['asked', 'answered'] }, leaseUntil: { $lt: Date.now() } }
      const oldest = await run((inbox) =>
        inbox
          .find(abandoned as never)
          .sort({ receivedAt: 1 })
          .limit(limit)
          .project<Pick<Doc, '_id'>>({ _id: 1 })
          .toArray(),
      )
      if (oldest.length === 0) return []
      const some = { _id: { $in: oldest.map(({ _id }) => _id) } }
      const take = { $set: { owner, leaseUntil: Date.now() + LEASE_MS }, $inc: { attempts: 1 } }
      // Somebody else may be at it: each message goes to whoever's update finds it abandoned still.
      const filter = { ...some, ...abandoned } as never
      await insist((inbox) => inbox.updateMany(filter, take as never), TAKE_OVER_PATIENCE_MS)
      const ours = { ...some, owner, state: abandoned.state } as never
      return insist((inbox) => inbox.find(ours).toArray(), TAKE_OVER_PATIENCE_MS) as Promise<Doc[]>
    },
  }
}

/** @returns `seen` when it was the message itself that was there already, and not only another one with its turn */
async function insertAgain<Doc extends object>(inbox: Collection<Doc>, entry: Doc): Promise<Claim> {
  try {
    await inbox.insertOne(entry as never)
    return 'claimed'
  } catch (error) {
    if (isDuplicate(error)) return 'seen'
    throw error
  }
}

function isDuplicateId(error: unknown): boolean {
  const pattern = (error as { keyPattern?: Record<string, unknown> }).keyPattern
  return pattern !== undefined && '_id' in pattern
}
