import { type CardTemplate, defaultTemplates } from './cards/templates'

/** How long a sessionWebhook is valid, in ms: about an hour and a half, as five captured callbacks show. */
export const SESSION_WEBHOOK_LIFETIME_MS = 5_400_133

/** What can be changed while the emulator runs; `reset()` restores the first values. */
export interface Settings {
  /** How long an access token is valid, in seconds; DingTalk says 7200. */
  tokenLifetimeSeconds: number
  /** How long a callback waits for the bot's response. DingTalk documents 2.5 s for event pushes, nothing for robots. */
  callbackTimeoutMs: number
  /** How long a sessionWebhook is valid. */
  sessionLifetimeMs: number
  /** How long a downloadCode is valid; DingTalk says only "temporary". */
  downloadCodeLifetimeMs: number
  /** How long a downloadUrl is valid; DingTalk says only "temporary". */
  downloadUrlLifetimeMs: number
  /** The card templates that exist. */
  cardTemplates: CardTemplate[]
  /** The rates and quotas that are enforced; none by default, so that tests are not throttled. */
  limits: Limits
}

/** Rates and quotas; an absent one is not enforced. */
export interface Limits {
  /** Calls per second and API; 20 in DingTalk's standard edition. */
  perSecond?: number
  /** Calls per minute and API. */
  perMinute?: number
  /** API calls of the organisation per month; see `STANDARD_QUOTA`. */
  perMonth?: number
  /** Messages pushed to the organisation's bots per month; see `STANDARD_QUOTA`. */
  pushesPerMonth?: number
  /** Messages per minute to the sessionWebhooks of a conversation; 20 is documented for custom robots only. */
  webhookPerMinute?: number
}

/** The rates of DingTalk's standard edition. */
export const STANDARD_RATES: Limits = { perSecond: 20, webhookPerMinute: 20 }

/** The values that DingTalk documents; where it documents none, those that other projects report. */
export function defaultSettings(): Settings {
  return {
    tokenLifetimeSeconds: 7200,
    callbackTimeoutMs: 2_500,
    sessionLifetimeMs: SESSION_WEBHOOK_LIFETIME_MS,
    downloadCodeLifetimeMs: 24 * 3_600_000,
    downloadUrlLifetimeMs: 3_600_000,
    cardTemplates: defaultTemplates(),
    limits: {},
  }
}
