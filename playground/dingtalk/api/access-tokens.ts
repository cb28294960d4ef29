import { ids } from '../ids'

/** The access token of the app: DingTalk keeps one valid token. Times in milliseconds since 1970. */
export interface AccessTokens {
  /** How many different tokens were issued; a repeated request for a valid one does not count. */
  readonly issued: number
  /** Returns the valid token, or a new one, and extends its lifetime. */
  issue(now: number, lifetimeSeconds: number): string
  isValid(token: string, now: number): boolean
  /** Makes the token invalid and forgets it, as when the app secret is reset. */
  revoke(): void
  /** Ends the token's lifetime now. */
  expire(now: number): void
  reset(): void
}

/** Creates the token store, with no token issued. */
export function createAccessTokens(): AccessTokens {
  let current: { token: string; expiresAt: number } | undefined
  let issued = 0
  return {
    get issued() {
      return issued
    },
    issue(now, lifetimeSeconds) {
      if (!current || current.expiresAt <= now) {
        current = { token: ids.token(), expiresAt: 0 }
        issued++
      }
      current.expiresAt = now + lifetimeSeconds * 1000
      return current.token
    },
    isValid: (token, now) => current?.token === token && current.expiresAt > now,
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
