/**
 * The webhook that came with a message: its check, and the messages it takes.
 *
 * The body of a callback is not signed, so the address is untrusted: only DingTalk's own route is accepted, compared part
 * by part as a parsed URL. A comparison of origins would accept `blob:https://oapi.dingtalk.com/…`.
 */
import { DeliveryError } from '../errors'
import type { IncomingMessage, OutgoingMessage } from './types'

const PATH = '/robot/sendBySession'

/**
 * @param oapiUrl the address whose protocol and host DingTalk's webhooks have
 * @param now milliseconds
 * @returns the address to post to, as it was read
 * @throws DeliveryError `webhook-gone` when there is none or it expired, `webhook-untrusted` otherwise
 */
export function checkWebhook(webhook: IncomingMessage['webhook'], oapiUrl: string, now: number): string {
  if (!webhook || (webhook.expiresAt !== undefined && webhook.expiresAt <= now)) {
    throw new DeliveryError('webhook-gone')
  }
  if (!URL.canParse(webhook.url)) throw new DeliveryError('webhook-untrusted')
  const { protocol, host, pathname, username, password, href } = new URL(webhook.url)
  const expected = new URL(oapiUrl)
  const isTrusted =
    protocol === expected.protocol &&
    host === expected.host &&
    pathname === PATH &&
    username === '' &&
    password === ''
  if (!isTrusted) throw new DeliveryError('webhook-untrusted')
  return href
}

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
