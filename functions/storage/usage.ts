/**
 * The collection `usage`: counters, and the names of those who are counted.
 *
 * What is counted is collected in memory and written in few operations now and then, so that a message does not wait for
 * it. A limit is kept by a conditional update instead: it adds one answer only while the counter is below the limit, so
 * that of any number of replicas none exceeds it.
 */
import type { CounterKey } from '../bot/counters'
import { now } from '../clock'
import { type Database, isDuplicate, lateOutcome, type Update } from './database'
import { createPendingCounts } from './pending-counts'
import {
  failedWrites,
  KEEP_NAME_MS,
  NEVER,
  type Step,
  toConditional,
  toGate,
  toId,
  toIncrement,
  toNameWrite,
  type UsageDocument,
  type Write,
} from './usage-documents'

/** An acknowledgement waits for it, and for the claim after it. */
const TAKE_PATIENCE_MS = 700
const FLUSH_PATIENCE_MS = 10_000
/** Writes of one operation: each stays short, and FerretDB v1 hangs for ever at a hundred updates in one command. */
const MAX_WRITES = 50
/** Servers that do not sort by an index read every counter of the month. */
const REPORT_PATIENCE_MS = 10_000
/** After it, a notice whose process ended is removed and then sent by another. */
const NOTICE_CLAIM_MS = 30 * 60 * 1_000

export type UsageStore = ReturnType<typeof createUsageStore>

/** Everything but `add` and `name` rejects with `DatabaseAway` when the database is away. */
export function createUsageStore(database: Database) {
  const { run } = database.collection<UsageDocument>('usage')
  const pending = createPendingCounts()

  /**
   * Writes what was added since the last time; what could not be written is kept for the next time.
   * @param patienceMs less than the default where an answer waits
   */
  const flush = async (patienceMs = FLUSH_PATIENCE_MS): Promise<void> => {
    // What is added or restored meanwhile waits for the next time.
    for (let left = pending.size(); left > 0; left -= MAX_WRITES) await flushSome(patienceMs)
  }

  const flushSome = async (patienceMs: number): Promise<void> => {
    const { counts, names } = pending.take(MAX_WRITES)
    const writes = [
      ...counts.map(({ key, counts }) => toIncrement(key, counts)),
      ...names.map(([subject, name]) => toNameWrite(subject, name)),
    ]
    const restore = (error: unknown) => {
      // Two processes may both have tried to insert a counter.
      if (isDuplicate(error)) for (const index of failedWrites(error)) pending.restore(counts[index])
      else for (const one of counts) pending.restore(one)
    }
    try {
      await run((usage) => usage.bulkWrite(writes, { ordered: false }), patienceMs)
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
    isEmpty: () => pending.size() === 0,
    flush,
    ...createLimiter(run, undo),
    ...createAdministration(run, pending.forget),
    ...createReports(run),
  }
}

type Run = ReturnType<typeof runner>
const runner = (database: Database) => database.collection<UsageDocument>('usage').run

function createLimiter(run: Run, undo: (steps: Step[]) => void) {
  /** FerretDB v1 says 0 for every place. */
  let tellsPlace: boolean | undefined

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
      const gates = person ? [toGate(person.id, person.name)] : []
      const writes = [...gates, ...steps.map(toConditional)]
      const undoBefore = (index: number) => undo(steps.slice(0, Math.max(0, index - gates.length)))
      let failedAt = -1
      for (let from = 0; from < writes.length; ) {
        const chunk = writes.slice(from, tellsPlace ? undefined : from + 1)
        try {
          await run((usage) => usage.bulkWrite(chunk, { ordered: true }), TAKE_PATIENCE_MS)
          from += chunk.length
        } catch (error) {
          if (!isDuplicate(error)) {
            undoLate(error, from, from + chunk.length, undoBefore)
            throw error
          }
          from += failedWrites(error)[0] ?? 0
          // The first two messages of a period may both try to insert its counter: one of them tries again.
          if (from === failedAt) {
            undoBefore(from)
            return from < gates.length ? 'blocked' : from - gates.length
          }
          failedAt = from
        }
      }
      return undefined
    },

    /** Finds out whether the server tells the place of a failed write; until then `take` writes one by one. */
    async probe(): Promise<void> {
      if (tellsPlace !== undefined) return
      const write = (n: number): Write => ({
        updateOne: {
          filter: { _id: 'probe', answers: { $lt: n } },
          update: { $set: { answers: 1 } },
          upsert: true,
        },
      })
      const failed = await run((usage) => usage.bulkWrite([write(2), write(1)], { ordered: true })).catch(
        (error) => (isDuplicate(error) ? failedWrites(error)[0] : undefined),
      )
      if (typeof failed === 'number') tellsPlace = failed === 1
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
      await change(person, { $set: { blocked: true, expiresAt: NEVER } })
    },

    /** @returns whether the person was blocked */
    async unblock(person: string): Promise<boolean> {
      const filter = { ...ofSubject(person), blocked: true }
      const expiresAt = new Date(now() + KEEP_NAME_MS)
      const change = { $unset: { blocked: '' }, $set: { expiresAt } } as const
      return (await run((usage) => usage.updateOne(filter, change))).matchedCount === 1
    },

    /** Removes the name; the numbers stay, because limits depend on them. */
    async forget(person: string): Promise<void> {
      forgetPending(person)
      await run((usage) => usage.updateOne(ofSubject(person), { $unset: { name: '' } }))
    },

    /**
     * Takes a notice on, so that one replica sends it. Where that one ends before `keepNotice`, it is sent later.
     * @returns whether no replica has taken it on before
     */
    async claimNotice(notice: string): Promise<boolean> {
      const expiresAt = new Date(now() + NOTICE_CLAIM_MS)
      try {
        await run((usage) => usage.insertOne({ _id: `notice:${notice}`, expiresAt }))
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },

    /** The notice needs no further try. */
    async keepNotice(notice: string): Promise<void> {
      const $set = { expiresAt: new Date(now() + KEEP_NAME_MS) }
      await run((usage) => usage.updateOne({ _id: `notice:${notice}` }, { $set }))
    },

    /** The notice was not sent, and may be tried again. */
    async releaseNotice(notice: string): Promise<void> {
      await run((usage) => usage.deleteOne({ _id: `notice:${notice}` }))
    },
  }
}

function createReports(run: Run) {
  const report: Run = (operation) => run(operation, REPORT_PATIENCE_MS)

  return {
    /** Counters by their keys, in the same order; one without a document is empty. */
    async read(keys: Pick<CounterKey, 'scope' | 'subject'>[]): Promise<UsageDocument[]> {
      const ids = keys.map(toId)
      // One by one: not every server uses its index for a list.
      const found = await Promise.all(ids.map((_id) => report((usage) => usage.findOne({ _id }))))
      return ids.map((_id, n) => found[n] ?? { _id })
    },

    /** The counters of a scope (`user:2026-11`, `group:2026-11`) with the most answers, with names. */
    async top(scope: string, limit: number): Promise<UsageDocument[]> {
      const sorted = await report((usage) =>
        usage
          .find({ scope, answers: { $gte: 1 } })
          .sort({ answers: -1 })
          .limit(limit)
          .toArray(),
      )
      const ids = sorted.map(({ subject }) => `subject:${subject}`)
      const named = await report((usage) => usage.find({ _id: { $in: ids } }).toArray())
      const names = new Map(named.map(({ _id, name }) => [_id, name]))
      return sorted.map((one) => ({ ...one, name: names.get(`subject:${one.subject}`) }))
    },

    /** How many of a scope got an answer. */
    people: (scope: string): Promise<number> =>
      report((usage) => usage.countDocuments({ scope, answers: { $gte: 1 } })),
  }
}
