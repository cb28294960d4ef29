/** Time limits for promises. */
import { transferableAbortController } from 'node:util'

type Controller = ReturnType<typeof transferableAbortController>

/** Laf's sandbox has no global AbortController; this is the class of one that Node made. */
const AbortController = transferableAbortController().constructor as new () => Controller

/**
 * The outcome of `work`, or the error of `toError` when it takes longer than `timeoutMs`. The work itself continues; a
 * late outcome is ignored.
 */
export function within<T>(timeoutMs: number, work: Promise<T>, toError: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    // After the process was busy, timer and outcome may be due at the same moment: the outcome goes first.
    const timer = setTimeout(() => setImmediate(() => reject(toError())), timeoutMs)
    const settle = <V>(how: (value: V) => void) => {
      return (value: V) => {
        clearTimeout(timer)
        how(value)
      }
    }
    work.then(settle(resolve), settle(reject))
  })
}

/** The same for work that can be aborted: `signal` is aborted when it takes too long. */
export async function abortAfter<T>(
  timeoutMs: number,
  work: (signal: Controller['signal']) => Promise<T>,
  toError: () => Error,
): Promise<T> {
  const controller = new AbortController()
  return within(timeoutMs, work(controller.signal), () => {
    // After the rejection above, because a listener rejects with an error of its own.
    setImmediate(() => controller.abort())
    return toError()
  })
}
