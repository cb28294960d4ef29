/**
 * Checks the webhook that came with a message.
 *
 * The body of a callback is not signed, so the address is untrusted: only DingTalk's own origin is accepted, compared as
 * a parsed URL. `https://oapi.dingtalk.com.evil.example` and `https://oapi.dingtalk.com@evil`
 * have other origins.
 */
import { DeliveryError } from '../errors'

/**
 * @param oapiUrl the origin of DingTalk's webhooks
 * @param now milliseconds
 * @returns the address to post to
 * @throws DeliveryError `webhook-gone` when there is none or it expired, `webhook-untrusted` otherwise
 */
export function checkWebhook(
  webhook: { url: string; expiresAt?: number } | undefined,
  oapiUrl: string,
  now: number,
): string {
  if (!webhook || (webhook.expiresAt !== undefined && webhook.expiresAt <= now)) {
    throw new DeliveryError('webhook-gone')
  }
  if (originOf(webhook.url) !== originOf(oapiUrl)) throw new DeliveryError('webhook-untrusted')
  return webhook.url
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin
  } catch {
    return undefined
  }
}
