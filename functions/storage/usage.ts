/**
 * The collection `usage`: counters, and the names of those who are counted.
 *
 * What is counted is collected in memory and written in one operation now and then, so that a message does not wait for
 * it. A limit is kept by a conditional update instead: it adds one answer only while the counter is below the limit, so
 * that of any number of replicas none exceeds it.
 */
import type { CounterKey, Counts } from '../bot/counters'
import { type Collection, type Database, isDuplicate, lateOutcome, type Update } from './database'
import { createPendingCounts } from './pending-counts'

/**
 * A counter has the `_id` `scope:subject`, or `scope` alone; `subject:<id>` has the name of a person or a group and
 * whether the person is blocked; `told:<month>:<percent>` says that admins were told of that share of a monthly limit.
 */
export interface UsageDocument extends Counts {
  _id: string
  scope?: string
  subject?: string
  name?: string
  blocked?: boolean
  /** When the document is removed. */
  expiresAt?: Date
}

/** A condition for an answer: the counter is below a limit. */
export interface Step {
  key: CounterKey
  below: { answers?: number; tokens?: number }
}

/** An acknowledgement waits for it, and for the claim after it. */
const TAKE_PATIENCE_MS = 700
const FLUSH_PATIENCE_MS = 10_000
/** A name is removed when its owner has not been counted for so long. */
const KEEP_NAME_MS = 400 * 24 * 60 * 60 * 1_000

type Write = Parameters<Collection<UsageDocument>['bulkWrite']>[0][number]
export type UsageStore = ReturnType<typeof createUsageStore>

/** Everything but `add` and `name` rejects with `DatabaseAway` when the database is away. */
export function createUsageStore(database: Database) {
  const { run } = database.collection<UsageDocument>('usage')
  const pending = createPendingCounts()

  /** Writes what was added since the last time; what could not be written is kept for the next time. */
  const flush = async (): Promise<void> => {
    const { counts, names } = pending.take()
    if (counts.length + names.length === 0) return
    const writes = [
      ...counts.map(({ key, counts }) => toIncrement(key, counts)),
      ...names.map(([subject, name]) => toNameWrite(subject, name)),
    ]
    const restore = (error: unknown) => {
      // The name of a blocked person is not written.
      if (isDuplicate(error)) for (const index of failedWrites(error)) pending.restore(counts[index])
      else for (const one of counts) pending.restore(one)
    }
    try {
      await run((usage) => usage.bulkWrite(writes, { ordered: false }), FLUSH_PATIENCE_MS)
    } catch (error) {
      // An operation that took too long may still succeed.
      const late = lateOutcome(error)
      if (late) void late.catch(restore)
      else restore(error)
      if (!isDuplicate(error)) throw error
    }
  }

  const undo = (steps: Step[]): void => {
    for (const { key } of steps) pending.add(key, { answers: -1 })
    if (steps.length > 0) void flush().catch(() => undefined)
  }

  return {
    /** Adds to a counter, in memory. */
    add: pending.add,
    /** Notes how a person or a group is called. */
    name: pending.name,
    isEmpty: pending.isEmpty,
    flush,
    ...createLimiter(run, undo),
    ...createAdministration(run, pending.forget),
    ...createReports(run),
  }
}

type Run = ReturnType<typeof runner>
const runner = (database: Database) => database.collection<UsageDocument>('usage').run

function createLimiter(run: Run, undo: (steps: Step[]) => void) {
  return {
    /**
     * Adds an answer to each counter, in one operation, unless one of them has reached its limit. Gives up after
     * `TAKE_PATIENCE_MS`.
     * @param person checked first when given: refuses a blocked one
     * @returns `blocked`, or the index of the step that refused; `undefined` when every counter has the answer
     */
    async take(
      steps: Step[],
      person?: { id: string; name?: string },
    ): Promise<number | 'blocked' | undefined> {
      const gates = person ? [toNameWrite(person.id, person.name)] : []
      const writes = [...gates, ...steps.map(toConditional)]
      const undoBefore = (index: number) => undo(steps.slice(0, Math.max(0, index - gates.length)))
      let from = 0
      for (let failedAt = -1; ; ) {
        try {
          await run((usage) => usage.bulkWrite(writes.slice(from), { ordered: true }), TAKE_PATIENCE_MS)
          return undefined
        } catch (error) {
          if (!isDuplicate(error)) {
            undoLate(error, from, writes.length, undoBefore)
            throw error
          }
          const failed = from + (failedWrites(error)[0] ?? 0)
          // The first two messages of a period may both try to insert its counter: one of them tries again.
          if (failed === failedAt) {
            undoBefore(failed)
            return failed < gates.length ? 'blocked' : failed - gates.length
          }
          failedAt = failed
          from = failed
        }
      }
    },
  }
}

/** Takes back the answers that an operation has counted or will count although the caller was told it failed. */
function undoLate(error: unknown, from: number, end: number, undoBefore: (index: number) => void): void {
  const late = lateOutcome(error)
  if (!late) undoBefore(from)
  else
    void late.then(
      () => undoBefore(end),
      (failure) => undoBefore(from + (failedWrites(failure)[0] ?? 0)),
    )
}

function createAdministration(run: Run, forgetPending: (subject: string) => void) {
  const ofSubject = (subject: string) => ({ _id: `subject:${subject}` })
  const change = (subject: string, update: Update<UsageDocument>) =>
    run((usage) => usage.updateOne(ofSubject(subject), update, { upsert: true }))

  return {
    /** A blocked person stays so until `unblock`. */
    async block(person: string): Promise<void> {
      await change(person, { $set: { blocked: true }, $unset: { expiresAt: '' } })
    },

    /** @returns whether the person was blocked */
    async unblock(person: string): Promise<boolean> {
      const filter = { ...ofSubject(person), blocked: true }
      const expiresAt = new Date(Date.now() + KEEP_NAME_MS)
      const change = { $unset: { blocked: '' }, $set: { expiresAt } } as const
      return (await run((usage) => usage.updateOne(filter, change))).matchedCount === 1
    },

    /** Removes the name; the numbers stay, because limits depend on them. */
    async forget(person: string): Promise<void> {
      forgetPending(person)
      await run((usage) => usage.updateOne(ofSubject(person), { $unset: { name: '' } }))
    },

    /** Notes that admins are told of a share of a monthly limit. @returns whether no replica has told them before */
    async tell(month: string, percent: number): Promise<boolean> {
      const expiresAt = new Date(Date.now() + KEEP_NAME_MS)
      try {
        await run((usage) => usage.insertOne({ _id: `told:${month}:${percent}`, expiresAt }))
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
  }
}

function createReports(run: Run) {
  return {
    /** Counters by their keys, in the same order; one without a document is empty. One operation. */
    async read(keys: Pick<CounterKey, 'scope' | 'subject'>[]): Promise<UsageDocument[]> {
      const ids = keys.map(toId)
      const found = await run((usage) => usage.find({ _id: { $in: ids } }).toArray())
      return ids.map((_id) => found.find((one) => one._id === _id) ?? { _id })
    },

    /** The counters of a scope (`user:2026-11`, `group:2026-11`) with the most answers, with names. */
    async top(scope: string, limit: number): Promise<UsageDocument[]> {
      const sorted = await run((usage) =>
        usage
          .find({ scope, answers: { $gte: 1 } })
          .sort({ answers: -1 })
          .limit(limit)
          .toArray(),
      )
      const ids = sorted.map(({ subject }) => `subject:${subject}`)
      const named = await run((usage) => usage.find({ _id: { $in: ids } }).toArray())
      const names = new Map(named.map(({ _id, name }) => [_id, name]))
      return sorted.map((one) => ({ ...one, name: names.get(`subject:${one.subject}`) }))
    },

    /** How many of a scope got an answer. */
    people: (scope: string): Promise<number> =>
      run((usage) => usage.countDocuments({ scope, answers: { $gte: 1 } })),
  }
}

function toId({ scope, subject }: Pick<CounterKey, 'scope' | 'subject'>): string {
  return subject === undefined ? scope : `${scope}:${subject}`
}

/** `answers` and `tokens` are always there, so that a limit can be compared with them. */
function toIncrement(key: CounterKey, counts: Counts): Write {
  const { scope, subject, keepMs } = key
  const expiresAt = new Date(Date.now() + keepMs)
  const $setOnInsert = { scope, ...(subject === undefined ? {} : { subject }), expiresAt }
  const update = { $inc: { answers: 0, tokens: 0, ...counts }, $setOnInsert }
  return { updateOne: { filter: { _id: toId(key) }, update, upsert: true } }
}

function toConditional({ key, below }: Step): Write {
  const conditions = Object.entries(below).map(([count, limit]) => [count, { $lt: limit }])
  const { updateOne } = toIncrement(key, { answers: 1 }) as Extract<Write, { updateOne: unknown }>
  return { updateOne: { ...updateOne, filter: { ...updateOne.filter, ...Object.fromEntries(conditions) } } }
}

/** Fails for a blocked person as an insertion of an `_id` that is in use. */
function toNameWrite(subject: string, name?: string): Write {
  // By the day, so that the document does not change with every message.
  const dayMs = 24 * 60 * 60 * 1_000
  const expiresAt = new Date(Math.ceil(Date.now() / dayMs) * dayMs + KEEP_NAME_MS)
  const update = { $set: { ...(name ? { name } : {}), expiresAt } }
  return {
    updateOne: { filter: { _id: `subject:${subject}`, blocked: { $ne: true } }, update, upsert: true },
  }
}

/** The places of the writes that failed. */
function failedWrites(error: unknown): number[] {
  const { writeErrors } = error as { writeErrors?: { index: number } | { index: number }[] }
  return [writeErrors ?? []].flat().map(({ index }) => index)
}
