import { SESSION_LIFETIME_MS } from './callback/build-callback'

/** What can be turned while the emulator runs; `reset()` puts the first values back. */
export interface Settings {
  /** How long a token lives, in seconds; DingTalk says 7200. A request while it lives gives the same one, extended. */
  tokenLifetimeSeconds: number
  /** How long a callback waits for its answer. DingTalk documents 2.5 s for event pushes and nothing for robots. */
  callbackTimeoutMs: number
  /** How long a sessionWebhook lives. */
  sessionLifetimeMs: number
  /** How long a downloadCode lives; DingTalk says only "temporary". */
  downloadCodeLifetimeMs: number
  /** How long the URL behind a downloadCode lives; DingTalk says only "temporary". */
  downloadUrlLifetimeMs: number
  /** The rates and quotas that are enforced; none unless set, so that tests are not throttled by surprise. */
  limits: Limits
}

/** Absent means: not enforced. */
export interface Limits {
  /** Calls per second and API: standard edition 20. */
  perSecond?: number
  /** Calls per minute and API. */
  perMinute?: number
  /** API calls of the organisation in a month: standard edition 5000. The token call is not counted. */
  perMonth?: number
  /** Messages per minute and sessionWebhook; 20 is documented for custom robots only. */
  webhookPerMinute?: number
}

/** The values that DingTalk documents, or those that projects report where it documents none. */
export function defaultSettings(): Settings {
  return {
    tokenLifetimeSeconds: 7200,
    callbackTimeoutMs: 2_500,
    sessionLifetimeMs: SESSION_LIFETIME_MS,
    downloadCodeLifetimeMs: 24 * 3_600_000,
    downloadUrlLifetimeMs: 3_600_000,
    limits: {},
  }
}
