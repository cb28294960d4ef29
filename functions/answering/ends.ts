/**
 * Messages that are done, while the database could not be told so yet: with a database that is slow or away. Until
 * then their leases are kept up, or somebody would answer them again.
 */
import type { Held, JobInbox } from './hands'

/** Bounds the memory a long blackout can take. */
const MAX_UNTOLD = 10_000
/** Told at the same time. */
const AT_ONCE = 10
/** For the first try; nobody waits for it. */
const UNHURRIED_MS = 10_000

export type Ends = ReturnType<typeof createEnds>

export function createEnds(inbox: JobInbox) {
  const untold = new Map<string, { one: Held; result: string }>()

  const keep = (one: Held, result: string): void => {
    untold.set(one.job._id, { one, result })
    const [oldest] = untold.keys()
    if (untold.size > MAX_UNTOLD && oldest) untold.delete(oldest)
  }

  return {
    ids: (): string[] => [...untold.keys()],
    isEmpty: (): boolean => untold.size === 0,

    /** Tells how a message ended, now or as soon as that is possible. */
    tell: (one: Held, result: string): Promise<void> =>
      inbox
        .close(one.job, result, { stored: one.stored, patienceMs: UNHURRIED_MS })
        .catch(() => keep(one, result)),

    /** Tells what could not be told when it happened. @throws DatabaseAway */
    async tellAll(): Promise<void> {
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
