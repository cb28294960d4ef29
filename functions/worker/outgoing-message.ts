/** An answer's text becomes what DingTalk's clients can show: title, form, parts. */

import { type OutgoingMessage, toWebhookMessage } from '../dingtalk/deliver'
import { hasMarkdown, toDingTalkMarkdown, toTitle } from '../markdown/markdown'
import { splitIntoParts } from '../markdown/split'

/** @param fallbackTitle where the text has no words of its own */
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

/** An HTTP body is one message, however long; the webhook's limit of 20,000 bytes is the nearest fact. */
const MAX_BODY_BYTES = 18_000

/** A letter as the HTTP body that answers a callback; what does not fit is left out, and `cutOff` says so. */
export function toHttpBody(letter: OutgoingMessage, cutOff: string): object {
  const fitting: string[] = []
  let bytes = 0
  for (const part of letter.parts) {
    bytes += Buffer.byteLength(JSON.stringify(part))
    if (bytes > MAX_BODY_BYTES) return toWebhookMessage(letter, [...fitting, cutOff].join('\n\n'))
    fitting.push(part)
  }
  return toWebhookMessage(letter, fitting.join('\n\n'))
}
