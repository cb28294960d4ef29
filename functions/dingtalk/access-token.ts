/**
 * The access token: from memory, else from the database, else from DingTalk.
 *
 * DingTalk returns the same token until it expires, and throttles frequent requests: concurrent callers share one
 * request. Source: "obtain-the-access-token-of-an-internal-app".
 */
import { toDeliveryError } from '../errors'

/** DingTalk's guide advises to renew the token about ten minutes before its two hours are over. */
export const EXPIRES_EARLY_MS = 10 * 60 * 1_000

export interface AccessToken {
  token: string
  /** Milliseconds since the epoch; earlier than DingTalk's own time by `EXPIRES_EARLY_MS`. */
  expiresAt: number
}

/** Where tokens are stored and requested. */
export interface AccessTokenSource {
  /** The stored token of this app; `undefined` when there is none, or no database. */
  read(): Promise<AccessToken | undefined>
  write(token: AccessToken): Promise<void>
  /** @throws DeliveryError */
  request(): Promise<{ token: string; expiresInMs: number }>
  now(): number
}

/**
 * Resolves to a token that has not expired. Rejects as `source.request` does.
 * @param refused the token that DingTalk no longer accepts; another one is returned
 */
export type AccessTokens = (refused?: string) => Promise<string>

/** The tokens of one app. */
export function createAccessTokens(source: AccessTokenSource): AccessTokens {
  let current: AccessToken | undefined
  let pending: Promise<AccessToken> | undefined

  const isUsable = (token: AccessToken | undefined, refused?: string): token is AccessToken =>
    token !== undefined && token.expiresAt > source.now() && token.token !== refused

  const obtain = async (refused?: string): Promise<AccessToken> => {
    const stored = await source.read().catch(() => undefined)
    // Another replica may have renewed the token.
    if (isUsable(stored, refused)) return stored
    const { token, expiresInMs } = await source.request()
    const margin = Math.min(EXPIRES_EARLY_MS, expiresInMs / 2)
    const fresh = { token, expiresAt: source.now() + expiresInMs - margin }
    await source.write(fresh).catch(() => undefined)
    return fresh
  }

  const obtainOnce = async (refused?: string): Promise<string> => {
    pending ??= obtain(refused).finally(() => {
      pending = undefined
    })
    current = await pending
    return current.token
  }

  return async (refused) => {
    if (isUsable(current, refused)) return current.token
    current = undefined
    const token = await obtainOnce(refused)
    // A request that was already running may return the refused token once more.
    return token === refused ? obtainOnce(refused) : token
  }
}

/** A call with the access token, and once more with a new one when DingTalk no longer takes the first. */
export async function withAccessToken<T>(
  accessTokens: AccessTokens,
  call: (token: string) => Promise<T>,
): Promise<T> {
  const token = await accessTokens()
  try {
    return await call(token)
  } catch (error) {
    if (toDeliveryError(error).failure !== 'token-refused') throw error
    return call(await accessTokens(token))
  }
}
