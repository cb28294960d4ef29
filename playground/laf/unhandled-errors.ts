/** Hears of errors that nobody caught. */
export type StrayListener = (kind: 'unhandledRejection' | 'uncaughtException', error: unknown) => void

const listeners = new Set<StrayListener>()
const onRejection = (reason: unknown) => tell('unhandledRejection', reason)
const onException = (error: unknown) => tell('uncaughtException', error)

/**
 * Reports errors that nobody caught in this process and keeps it alive, as Laf does, until the returned function is
 * called. Which of several runtimes an error came from cannot be known, so all of them report it.
 */
export function onStrayError(listener: StrayListener): () => void {
  if (listeners.size === 0) process.on('unhandledRejection', onRejection).on('uncaughtException', onException)
  listeners.add(listener)
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return
    process.off('unhandledRejection', onRejection).off('uncaughtException', onException)
  }
}

function tell(kind: 'unhandledRejection' | 'uncaughtException', error: unknown) {
  for (const listener of listeners) listener(kind, error)
}
