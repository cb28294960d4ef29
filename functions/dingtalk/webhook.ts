/**
 * The webhook that came with a message: its check, and the messages it takes.
 *
 * The body of a callback is not signed, so the address is untrusted: only DingTalk's own origin is accepted, compared as
 * a parsed URL. `https://oapi.dingtalk.com.evil.example` and `https://oapi.dingtalk.com@evil`
 * have other origins.
 */
import { DeliveryError } from '../errors'
import type { IncomingMessage, OutgoingMessage } from './types'

/**
 * @param oapiUrl the origin of DingTalk's webhooks
 * @param now milliseconds
 * @returns the address to post to
 * @throws DeliveryError `webhook-gone` when there is none or it expired, `webhook-untrusted` otherwise
 */
export function checkWebhook(webhook: IncomingMessage['webhook'], oapiUrl: string, now: number): string {
  if (!webhook || (webhook.expiresAt !== undefined && webhook.expiresAt <= now)) {
    throw new DeliveryError('webhook-gone')
  }
  if (originOf(webhook.url) !== originOf(oapiUrl)) throw new DeliveryError('webhook-untrusted')
  return webhook.url
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : undefined)

/**
 * One part for the webhook, and for the HTTP body of a callback, which has the same shape.
 * @param asker the staff id of the person to @
 */
export function toWebhookMessage(
  { title, markdown }: Pick<OutgoingMessage, 'title' | 'markdown'>,
  text: string,
  asker?: string,
): object {
  // Markdown shows an @ only where the text names the id as well.
  const withMention = asker ? `@${asker} ${markdown ? '\n\n' : ''}${text}` : text
  return {
    ...(markdown
      ? { msgtype: 'markdown', markdown: { title, text: withMention } }
      : { msgtype: 'text', text: { content: withMention } }),
    ...(asker ? { at: { atUserIds: [asker], isAtAll: false } } : {}),
  }
}
