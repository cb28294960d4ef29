/** Steps that are taken one after another. */
import { within } from '../deadline'

/** A step that takes longer does not hold up the next one. */
const PATIENCE_MS = 3_000

export type Line = ReturnType<typeof createLine>

/** @returns a function that takes a step when the earlier ones have ended, and has its outcome */
export function createLine() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(step: () => Promise<T>): Promise<T> => {
    const outcome = last.then(step)
    const ended = () => within(PATIENCE_MS, outcome, () => new Error('slow'))
    last = last.then(ended).catch(() => undefined)
    return outcome
  }
}
