/** Why there is no connection; `evidence` is a status and a code, and nothing that was sent. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
  constructor(
    readonly failure: 'credentials' | 'refused' | 'unreachable',
    readonly evidence: string,
  ) {
    super(`${failure} (${evidence})`)
  }
}

/** Classifies an error of the HTTP request or of the socket. The error may hold the secret: only its codes are kept. */
export function toStreamError(error: unknown): StreamError {
  if ((error as { name?: unknown })?.name === 'StreamError') return error as StreamError
  const { code, message, response } = (error ?? {}) as {
    code?: unknown
    message?: unknown
    response?: { status?: unknown; data?: { code?: unknown } }
  }
  // `ws` reports the status of a refused handshake in its message alone.
  const status = Number(response?.status ?? /Unexpected server response: (\d{3})/.exec(String(message))?.[1])
  if (!status) return new StreamError('unreachable', typeof code === 'string' ? code : 'no answer')
  const reason = response?.data?.code
  const evidence = [status, typeof reason === 'string' ? reason.slice(0, 60) : ''].filter(Boolean).join(' ')
  const isCredentials = response !== undefined && (status === 401 || reason === 'authFailed')
  if (isCredentials) return new StreamError('credentials', evidence)
  return new StreamError(status >= 500 ? 'unreachable' : 'refused', evidence)
}
