/** Is told of errors that no code caught. */
export type UnhandledErrorListener = (
  kind: 'unhandledRejection' | 'uncaughtException',
  error: unknown,
) => void

const listeners = new Set<UnhandledErrorListener>()
const onRejection = (reason: unknown) => report('unhandledRejection', reason)
const onException = (error: unknown) => report('uncaughtException', error)

/**
 * Reports errors that no code in this process caught, and keeps the process alive as Laf does, until the returned
 * function is called. An error does not say which of several runtimes it came from, so all of them report it.
 */
export function onUnhandledError(listener: UnhandledErrorListener): () => void {
  if (listeners.size === 0) process.on('unhandledRejection', onRejection).on('uncaughtException', onException)
  listeners.add(listener)
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return
    process.off('unhandledRejection', onRejection).off('uncaughtException', onException)
  }
}

function report(...[kind, error]: Parameters<UnhandledErrorListener>): void {
  for (const listener of listeners) listener(kind, error)
}
