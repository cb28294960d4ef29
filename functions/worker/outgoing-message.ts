/** An answer's text in the form that DingTalk's clients can show: title, format, parts. */

import type { OutgoingMessage } from '../dingtalk/types'
import { toWebhookMessage } from '../dingtalk/webhook'
import { dingTalkAddresses } from '../markdown/addresses'
import { cardLimits } from '../markdown/card-text'
import { hasMarkdown, toDingTalkMarkdown } from '../markdown/markdown'
import { MAX_PART_CHARACTERS, splitIntoParts } from '../markdown/split'
import { toTitle } from '../markdown/title'
import type { Texts } from '../texts/types'

/** An HTTP body is one message; the nearest documented limit is the webhook's, 20,000 bytes. */
const MAX_BODY_BYTES = 18_000
/** Each part is a call that DingTalk counts. */
const MAX_PARTS = 10
/** A text that takes more parts is cut again, into parts that are at least so full. */
const FULL = 0.9
/** Twice as many as a model's answer has at most. */
const MAX_TEXT_CHARACTERS = 60_000
/** What follows is not sent in any case. */
const MAX_SHOWN_CHARACTERS = (MAX_PARTS + 2) * MAX_PART_CHARACTERS

/**
 * @param title for a text without words of its own
 * @param cutOff the last part ends with it where the text takes more than 10 parts
 * @param asked what the person wrote: its addresses with DingTalk's own scheme may be links
 * @param cardRoom where the first part is for a card: the characters of a line under it
 */
export function toOutgoingMessage(
  text: string,
  { title, cutOff }: Pick<Texts, 'title' | 'cutOff'>,
  asked = '',
  cardRoom?: number,
): OutgoingMessage {
  const bounded = text.slice(0, MAX_TEXT_CHARACTERS)
  const markdown = cardRoom !== undefined || hasMarkdown(bounded)
  const shown = markdown ? toDingTalkMarkdown(bounded, dingTalkAddresses(asked)) : bounded
  const first = cardRoom === undefined ? undefined : cardLimits(shown, cardRoom)
  const split = (minFill?: number) =>
    // DingTalk refuses a message without a visible character.
    splitIntoParts(shown.slice(0, MAX_SHOWN_CHARACTERS), undefined, minFill, first).filter(
      (part) => part.trim() !== '',
    )
  let parts = split()
  if (parts.length > MAX_PARTS) parts = split(FULL)
  const isCut = parts.length > MAX_PARTS
  const last = parts[MAX_PARTS - 1] ?? ''
  if (isCut) parts.splice(MAX_PARTS - 1, parts.length, `${last.trimEnd()}\n\n${cutOff}`)
  return {
    title: markdown ? toTitle(bounded, title) : title,
    markdown,
    parts: parts.length > 0 ? parts : [title],
    isCut,
  }
}

/** The HTTP body that answers a callback. */
export function toHttpBody(message: OutgoingMessage, cutOff: string): object {
  return toWebhookMessage(message, fitBody(message, cutOff).parts.join('\n\n'))
}

/** What of a message an HTTP body takes. Parts that do not fit are replaced by `cutOff`. */
export function fitBody(message: OutgoingMessage, cutOff: string): OutgoingMessage {
  const fitting: string[] = []
  let bytes = 0
  for (const part of message.parts) {
    bytes += Buffer.byteLength(JSON.stringify(part))
    if (bytes > MAX_BODY_BYTES) return { ...message, parts: [...fitting, cutOff], isCut: true }
    fitting.push(part)
  }
  return message
}
