/**
 * Messages that are done, while the database could not be told so yet: with a database that is slow or away. Until
 * then their leases are kept up, or somebody would answer them again.
 */
import type { InFlightJob, JobInbox } from './in-flight'

/** Bounds the memory a long blackout can take. */
const MAX_UNTOLD = 10_000
/** Told at the same time. */
const AT_ONCE = 10
/** For the first try; nobody waits for it. */
const UNHURRIED_MS = 10_000

export type PendingCloses = ReturnType<typeof createPendingCloses>

export function createPendingCloses(inbox: JobInbox) {
  const untold = new Map<string, { one: InFlightJob; result: string }>()

  const keep = (one: InFlightJob, result: string): void => {
    untold.set(one.job._id, { one, result })
    const [oldest] = untold.keys()
    if (untold.size > MAX_UNTOLD && oldest) untold.delete(oldest)
  }

  return {
    ids: (): string[] => [...untold.keys()],
    isEmpty: (): boolean => untold.size === 0,

    /** Tells how a message ended, now or as soon as that is possible. */
    tell: (one: InFlightJob, result: string): Promise<void> =>
      inbox
        .close(one.job, result, { stored: one.stored, patienceMs: UNHURRIED_MS })
        .catch(() => keep(one, result)),

    /** Tells what could not be told when it happened. @throws DatabaseAway */
    async flush(): Promise<void> {
      while (untold.size > 0) {
        const some = [...untold.values()].slice(0, AT_ONCE)
        await Promise.all(
          some.map(async ({ one, result }) => {
            await inbox.close(one.job, result, { stored: one.stored })
            untold.delete(one.job._id)
          }),
        )
      }
    },
  }
}
