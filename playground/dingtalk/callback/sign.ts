import { createHmac } from 'node:crypto'

/**
 * The `sign` header of a callback: base64 of HMAC-SHA256 over `timestamp\nappSecret`, keyed by the app secret.
 *
 * The value is plain base64 (44 characters), not URL-encoded, and the body is not part of it.
 * @param timestamp milliseconds since 1970 as the decimal string that goes into the `timestamp` header
 * @param appSecret the app's Client Secret: it is both the key and part of the message
 * @see https://open.dingtalk.com/document/development/receive-message
 */
export function sign(timestamp: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(`${timestamp}\n${appSecret}`).digest('base64')
}
