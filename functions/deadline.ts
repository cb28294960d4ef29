/** Waiting that ends. */
import { transferableAbortController } from 'node:util'

type Controller = ReturnType<typeof transferableAbortController>

/** Laf's sandbox has no AbortController of its own; this is the class of one that was made elsewhere. */
const AbortController = transferableAbortController().constructor as new () => Controller

/**
 * The outcome of `work`, or the error of `toError` when it takes longer than `timeoutMs`. The work itself goes
 * on; its late outcome is nobody's any more.
 */
export function within<T>(timeoutMs: number, work: Promise<T>, toError: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    // A process that was busy itself finds timer and outcome due at the same moment: the outcome goes first.
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

/** The same for work that can be broken off: `signal` says so when it took too long. */
export async function abortAfter<T>(
  timeoutMs: number,
  work: (signal: Controller['signal']) => Promise<T>,
  toError: () => Error,
): Promise<T> {
  const controller = new AbortController()
  return within(timeoutMs, work(controller.signal), () => {
    // Not before the error is there: whoever listens rejects with one of his own.
    setImmediate(() => controller.abort())
    return toError()
  })
}
