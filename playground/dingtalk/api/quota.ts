import type { Limits } from '../settings'
import { type ApiResponse, apiError } from './responses'

/** The monthly quotas of an organisation with DingTalk's standard edition, since 2025-11-19. */
export const STANDARD_QUOTA = { apiCalls: 5_000, pushes: 3_000 } as const

/** What an organisation has used in a month. */
export interface MonthlyUsage {
  /** `2026-11`; months are those of China. */
  month: string
  /** Calls of api.dingtalk.com, without those for a token. */
  apiCalls: number
  /** Messages pushed to the bot by callback or stream, each redelivery included. */
  pushes: number
  /** Messages to a sessionWebhook. DingTalk does not say whether they count as pushes, so they are counted apart. */
  webhookSends: number
}

/**
 * Counts the units that DingTalk bills. Times in milliseconds since 1970.
 *
 * Not counted: token calls, which are free of charge, and calls that fail because of a rate limit or the network. That
 * a call with an invalid token, a missing permission or a refused address is not counted either is a choice.
 * @see https://open.dingtalk.com/document/development/dingtalk-application-development-platform-billing-model
 */
export interface Quota {
  usage(now: number): MonthlyUsage
  /** Counts an API call, or returns its refusal when the month is used up; a refused call is not counted. */
  refuseCall(limits: Limits, now: number): ApiResponse | undefined
  count(unit: 'pushes' | 'webhookSends', now: number): void
  arePushesUsedUp(limits: Limits, now: number): boolean
  reset(): void
}

/** Creates the counters; they begin anew with each month. */
export function createQuota(): Quota {
  let used = emptyMonth(0)
  const ofMonth = (now: number) => {
    if (used.month !== toMonth(now)) used = emptyMonth(now)
    return used
  }
  return {
    usage: (now) => ({ ...ofMonth(now) }),
    refuseCall({ perMonth = Infinity }, now) {
      const month = ofMonth(now)
      if (month.apiCalls >= perMonth) return apiError('Forbidden.AccessDenied.ApiCountLimitForOrg')
      month.apiCalls++
      return undefined
    },
    count: (unit, now) => void ofMonth(now)[unit]++,
    arePushesUsedUp: ({ pushesPerMonth = Infinity }, now) => ofMonth(now).pushes >= pushesPerMonth,
    reset() {
      used = emptyMonth(0)
    },
  }
}

const CHINA_OFFSET_MS = 8 * 3_600_000

function toMonth(now: number): string {
  return new Date(now + CHINA_OFFSET_MS).toISOString().slice(0, 7)
}

function emptyMonth(now: number): MonthlyUsage {
  return { month: toMonth(now), apiCalls: 0, pushes: 0, webhookSends: 0 }
}
