import type { Limits } from '../settings'
import { type ApiResponse, apiError, oapiError } from './responses'

/** Counts calls against the limits that are set. Times in milliseconds since 1970. */
export interface RateLimits {
  /** Counts a call of this API, or returns its refusal; a refused call is not counted. */
  refuseApi(api: string, limits: Limits, now: number): ApiResponse | undefined
  /** Counts a message to a sessionWebhook of this conversation, or returns its refusal. */
  refuseWebhook(conversationId: string, limits: Limits, now: number): ApiResponse | undefined
  reset(): void
}

const MINUTE_MS = 60_000

/** Creates the counters. Windows are fixed: they start at a full second and a full minute. */
export function createRateLimits(): RateLimits {
  const windows = new Map<string, { start: number; count: number }>()
  /** Messages to webhooks in this minute, by conversation. */
  const conversations = { minute: 0, counts: new Map<string, number>() }

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
    refuseApi(api, { perSecond, perMinute }, now) {
      const second = window(`second:${api}`, 1000, now)
      const minute = window(`minute:${api}`, MINUTE_MS, now)
      if (second.count >= (perSecond ?? Infinity)) {
        return apiError('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')
      }
      if (minute.count >= (perMinute ?? Infinity)) {
        return apiError('Forbidden.AccessDenied.QpmLimitForAppkeyAndApi')
      }
      second.count++
      minute.count++
      return undefined
    },
    refuseWebhook(conversationId, { webhookPerMinute }, now) {
      if (webhookPerMinute === undefined) return undefined
      const minute = Math.floor(now / MINUTE_MS)
      if (conversations.minute !== minute) conversations.counts.clear()
      conversations.minute = minute
      const count = conversations.counts.get(conversationId) ?? 0
      if (count >= webhookPerMinute) return oapiError(130101)
      conversations.counts.set(conversationId, count + 1)
      return undefined
    },
    reset() {
      windows.clear()
      conversations.counts.clear()
    },
  }
}
