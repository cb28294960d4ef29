/**
 * Slows down guesses of DOCTOR_KEY. The right key is always answered at once, so that a stranger cannot lock the owner
 * out; only the answer to a wrong one waits. A number and a time are all that is kept.
 */

/** The next wrong key waits this much longer than the one before, up to the maximum. */
const STEP_MS = 100
const MAX_DELAY_MS = 5_000
/** After so long without a wrong key the delay starts anew. */
const FORGET_AFTER_MS = 10 * 60 * 1_000
/** More wrong keys than this do not wait at the same time: they are refused. */
export const MAX_WAITING = 20

export type WrongKeys = ReturnType<typeof createWrongKeys>

/** @param now milliseconds since the epoch */
export function createWrongKeys(now: () => number, sleep: (ms: number) => Promise<unknown>) {
  let misses = 0
  let lastAt = 0
  let waiting = 0

  /** Waits after a wrong key. @returns false when too many wait already: to be refused at once */
  return async function slowDown(): Promise<boolean> {
    const at = now()
    misses = at - lastAt > FORGET_AFTER_MS ? 1 : misses + 1
    lastAt = at
    if (waiting >= MAX_WAITING) return false
    waiting += 1
    await sleep(Math.min(misses * STEP_MS, MAX_DELAY_MS))
    waiting -= 1
    return true
  }
}
