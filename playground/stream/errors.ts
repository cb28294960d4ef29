/** Why there is no connection; `evidence` is a status and a code, never what was sent. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
  constructor(
    readonly failure: 'credentials' | 'refused' | 'unreachable',
    readonly evidence: string,
  ) {
    super(`${failure} (${evidence})`)
  }
}

/** What an error of the HTTP request or of the socket means. It may hold the secret, so that nothing else is kept of it. */
export function toStreamError(error: unknown): StreamError {
  if ((error as { name?: unknown })?.name === 'StreamError') return error as StreamError
  const { code, message, response } = (error ?? {}) as {
    code?: unknown
    message?: unknown
    response?: { status?: unknown; data?: { code?: unknown } }
  }
  // `ws` tells a refused handshake by its text alone.
  const status = Number(response?.status ?? /Unexpected server response: (\d{3})/.exec(String(message))?.[1])
  if (!status) return new StreamError('unreachable', typeof code === 'string' ? code : 'no answer')
  const said = response?.data?.code
  const evidence = [status, typeof said === 'string' ? said.slice(0, 60) : ''].filter(Boolean).join(' ')
  const isAboutUs = response !== undefined && (status === 401 || said === 'authFailed')
  if (isAboutUs) return new StreamError('credentials', evidence)
  return new StreamError(status >= 500 ? 'unreachable' : 'refused', evidence)
}
