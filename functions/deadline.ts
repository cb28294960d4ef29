/** Waiting that ends. */

/**
 * The outcome of `work`, or the error of `toError` when it takes longer than `timeoutMs`. The work itself goes
 * on; its late outcome is nobody's any more.
 */
export function within<T>(timeoutMs: number, work: Promise<T>, toError: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    // A process that was busy itself finds timer and outcome due at the same moment: the outcome goes first.
    const timer = setTimeout(() => setImmediate(() => reject(toError())), timeoutMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
