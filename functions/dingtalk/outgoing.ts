/** An outgoing message in the shapes of DingTalk's two channels. */
import type { Template } from './api'
import type { OutgoingMessage } from './types'

type Form = Pick<OutgoingMessage, 'title' | 'markdown'>

/** One part for the robot API. */
export function toTemplate({ title, markdown }: Form, text: string): Template {
  return markdown
    ? { msgKey: 'sampleMarkdown', fields: { title, text } }
    : { msgKey: 'sampleText', fields: { content: text } }
}

/**
 * One part for the webhook, and for the HTTP body of a callback, which has the same shape.
 * @param asker the staff id of the person to @
 */
export function toWebhookMessage({ title, markdown }: Form, text: string, asker?: string): object {
  // Markdown shows an @ only where the text names the id as well.
  const withMention = asker && markdown ? `@${asker} \n\n${text}` : asker ? `@${asker} ${text}` : text
  return {
    ...(markdown
      ? { msgtype: 'markdown', markdown: { title, text: withMention } }
      : { msgtype: 'text', text: { content: withMention } }),
    ...(asker ? { at: { atUserIds: [asker], isAtAll: false } } : {}),
  }
}
