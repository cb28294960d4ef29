/** An answer's text in the form that DingTalk's clients can show: title, format, parts. */

import type { OutgoingMessage } from '../dingtalk/types'
import { toWebhookMessage } from '../dingtalk/webhook'
import { hasMarkdown, toDingTalkMarkdown } from '../markdown/markdown'
import { splitIntoParts } from '../markdown/split'
import { toTitle } from '../markdown/title'

/** An HTTP body is one message; the nearest documented limit is the webhook's, 20,000 bytes. */
const MAX_BODY_BYTES = 18_000

/** @param fallbackTitle for a text without words of its own */
export function toOutgoingMessage(text: string, fallbackTitle: string): OutgoingMessage {
  const markdown = hasMarkdown(text)
  // DingTalk refuses a message without a visible character.
  const parts = splitIntoParts(markdown ? toDingTalkMarkdown(text) : text).filter(
    (part) => part.trim() !== '',
  )
  return {
    title: markdown ? toTitle(text, fallbackTitle) : fallbackTitle,
    markdown,
    parts: parts.length > 0 ? parts : [fallbackTitle],
  }
}

/** The HTTP body that answers a callback. Parts that do not fit are replaced by `cutOff`. */
export function toHttpBody(message: OutgoingMessage, cutOff: string): object {
  const fitting: string[] = []
  let bytes = 0
  for (const part of message.parts) {
    bytes += Buffer.byteLength(JSON.stringify(part))
    if (bytes > MAX_BODY_BYTES) return toWebhookMessage(message, [...fitting, cutOff].join('\n\n'))
    fitting.push(part)
  }
  return toWebhookMessage(message, fitting.join('\n\n'))
}
