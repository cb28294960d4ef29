/**
 * Is this callback really from DingTalk? Takes plain values; no clock, no environment.
 *
 * DingTalk signs `timestamp + "\n" + appSecret` with HMAC-SHA256, keyed by the same secret, in base64; the
 * body is not signed. Source: open.dingtalk.com, "receive-message".
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** "相差1小时以上": a timestamp one hour or more away, in either direction, is refused. */
export const FRESH_FOR_MS = 60 * 60 * 1_000

/** The signature DingTalk would send for this timestamp: base64 of 32 bytes. */
export function sign(timestamp: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(`${timestamp}\n${appSecret}`).digest('base64')
}

/**
 * Checks a callback's two headers; anything missing or malformed is a no, never an exception.
 * @param headers `timestamp` (milliseconds, decimal) and `sign`, as they came
 * @param appSecret the app's secret; without one nobody gets in
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
  return isSame(given, sign(timestamp, appSecret))
}

/** Compares in constant time; only the length of the right signature, which everybody knows, can be learnt. */
export function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
