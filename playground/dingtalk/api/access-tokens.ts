import { ids } from '../ids'

/** The one access token of the app, as DingTalk keeps it. */
export interface AccessTokens {
  /** How many different tokens were given out so far; asking again for a live one does not count. */
  readonly issued: number
  /** The live token, made new if there is none, and extended. */
  issue(now: number, lifeSeconds: number): string
  isLive(token: string, now: number): boolean
  /** The token stops working now, as when the secret is reset. */
  revoke(): void
  /** The token's time is over now. */
  expire(now: number): void
  reset(): void
}

/** Makes the token keeper; times in milliseconds since 1970. */
export function createAccessTokens(): AccessTokens {
  let current: { token: string; expiresAt: number } | undefined
  let issued = 0
  return {
    get issued() {
      return issued
    },
    issue(now, lifeSeconds) {
      if (!current || current.expiresAt <= now) {
        current = { token: ids.token(), expiresAt: 0 }
        issued++
      }
      current.expiresAt = now + lifeSeconds * 1000
      return current.token
    },
    isLive: (token, now) => current?.token === token && current.expiresAt > now,
    revoke() {
      current = undefined
    },
    expire(now) {
      if (current) current.expiresAt = now
    },
    reset() {
      current = undefined
      issued = 0
    },
  }
}
