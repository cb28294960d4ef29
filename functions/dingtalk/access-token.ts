/**
 * The access token: from memory, then from the database, then from DingTalk.
 *
 * DingTalk gives the same token again while it lives and throttles those who ask often, so that one request
 * is under way at a time, whoever waits for it. Source: "obtain-the-access-token-of-an-internal-app".
 */
import { toDeliveryError } from '../errors'

/** The guide advises to renew about ten minutes before the two hours are over. */
export const EXPIRES_EARLY_MS = 10 * 60 * 1_000

export interface AccessToken {
  token: string
  /** Milliseconds since the epoch, already early by the margin. */
  expiresAt: number
}

export interface AccessTokenSource {
  /** The stored token of this app; `undefined` when there is none, or no database. */
  read(): Promise<AccessToken | undefined>
  write(token: AccessToken): Promise<void>
  /** @throws DeliveryError */
  request(): Promise<{ token: string; expiresInMs: number }>
  now(): number
}

export type AccessTokens = ReturnType<typeof createAccessTokens>

/** One app's token; `get` and `renew` throw what `request` throws. */
export function createAccessTokens(source: AccessTokenSource) {
  let held: AccessToken | undefined
  let underWay: Promise<AccessToken> | undefined

  const isAlive = (token: AccessToken | undefined): token is AccessToken =>
    token !== undefined && token.expiresAt > source.now()

  /** @param refused the token that DingTalk no longer takes: never given out again */
  const obtain = async (refused?: string): Promise<AccessToken> => {
    const stored = await source.read().catch(() => undefined)
    // Another replica may have renewed it already.
    if (isAlive(stored) && stored.token !== refused) return stored
    const { token, expiresInMs } = await source.request()
    const margin = Math.min(EXPIRES_EARLY_MS, expiresInMs / 2)
    const fresh = { token, expiresAt: source.now() + expiresInMs - margin }
    await source.write(fresh).catch(() => undefined)
    return fresh
  }

  const once = async (refused?: string): Promise<string> => {
    underWay ??= obtain(refused).finally(() => {
      underWay = undefined
    })
    held = await underWay
    return held.token
  }

  return {
    /** A token that should work. */
    async get(): Promise<string> {
      return isAlive(held) ? held.token : once()
    },

    /** Another token than the one DingTalk refused. */
    async renew(refused: string): Promise<string> {
      if (isAlive(held) && held.token !== refused) return held.token
      held = undefined
      return once(refused)
    },
  }
}

/** A call with the access token, and once more with a new one when DingTalk no longer takes the first. */
export async function withAccessToken<T>(
  tokens: AccessTokens,
  call: (token: string) => Promise<T>,
): Promise<T> {
  const token = await tokens.get()
  try {
    return await call(token)
  } catch (error) {
    if (toDeliveryError(error).failure !== 'token-refused') throw error
    return call(await tokens.renew(token))
  }
}
