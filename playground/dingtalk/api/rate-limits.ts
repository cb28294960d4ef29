import type { Limits } from '../settings'
import { type ApiResponse, apiError, oapiError } from './responses'

/** Counts calls against the limits that are switched on. */
export interface RateLimits {
  /** The refusal of one more call of this API now, or undefined; a refused call is not counted (nor charged). */
  refuseApi(api: string, limits: Limits, now: number): ApiResponse | undefined
  /** The refusal of one more message through this session now, or undefined. */
  refuseWebhook(session: string, limits: Limits, now: number): ApiResponse | undefined
  reset(): void
}

const MINUTE_MS = 60_000
const MONTH_MS = 30 * 24 * 60 * MINUTE_MS

/** Makes the counters; a window starts at a full second, minute or 30 days. Times in milliseconds since 1970. */
export function createRateLimits(): RateLimits {
  const windows = new Map<string, { start: number; count: number }>()
  // Sessions come and go, so their counts are thrown away with the minute they belong to.
  const sessions = { minute: 0, counts: new Map<string, number>() }

  function window(name: string, lengthMs: number, now: number) {
    const start = now - (now % lengthMs)
    let found = windows.get(name)
    if (found?.start !== start) {
      found = { start, count: 0 }
      windows.set(name, found)
    }
    return found
  }

  return {
    refuseApi(api, { perSecond, perMinute, perMonth }, now) {
      const second = window(`second:${api}`, 1000, now)
      const minute = window(`minute:${api}`, MINUTE_MS, now)
      const month = window('month', MONTH_MS, now)
      const metered = api !== 'token'
      if (second.count >= (perSecond ?? Infinity)) {
        return apiError('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')
      }
      if (minute.count >= (perMinute ?? Infinity)) {
        return apiError('Forbidden.AccessDenied.QpmLimitForAppkeyAndApi')
      }
      if (metered && month.count >= (perMonth ?? Infinity)) {
        return apiError('Forbidden.AccessDenied.ApiCountLimitForOrg')
      }
      second.count++
      minute.count++
      if (metered) month.count++
      return undefined
    },
    refuseWebhook(session, { webhookPerMinute }, now) {
      if (webhookPerMinute === undefined) return undefined
      const minute = Math.floor(now / MINUTE_MS)
      if (sessions.minute !== minute) sessions.counts.clear()
      sessions.minute = minute
      const count = sessions.counts.get(session) ?? 0
      if (count >= webhookPerMinute) return oapiError(130101)
      sessions.counts.set(session, count + 1)
      return undefined
    },
    reset() {
      windows.clear()
      sessions.counts.clear()
    },
  }
}
