/**
 * Verifies that a callback is from DingTalk. Pure functions; no clock, no environment.
 *
 * DingTalk signs `timestamp + "\n" + appSecret` with HMAC-SHA256, keyed by the same secret, in base64; the
 * body is not signed. Source: open.dingtalk.com, "receive-message".
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** "相差1小时以上": a timestamp one hour or more away, in either direction, is refused. */
const FRESH_FOR_MS = 60 * 60 * 1_000

/** The signature DingTalk would send for this timestamp: base64 of 32 bytes. */
export function sign(timestamp: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(`${timestamp}\n${appSecret}`).digest('base64')
}

/**
 * Verifies a callback's two headers. Never throws: a missing or malformed header is `false`.
 * @param headers `timestamp` (milliseconds, decimal) and `sign`, as they came
 * @param appSecret the app's secret; without one the result is always `false`
 * @param now milliseconds
 */
export function verify(
  headers: { timestamp?: unknown; sign?: unknown },
  appSecret: string | undefined,
  now: number,
): boolean {
  const { timestamp, sign: given } = headers
  if (!appSecret || typeof timestamp !== 'string' || typeof given !== 'string') return false
  if (!/^\d{1,16}$/.test(timestamp) || Math.abs(now - Number(timestamp)) >= FRESH_FOR_MS) return false
  const [a, b] = [Buffer.from(given), Buffer.from(sign(timestamp, appSecret))]
  // In constant time; only the length of the right signature can be learnt, which is public.
  return a.length === b.length && timingSafeEqual(a, b)
}
