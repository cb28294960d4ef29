import { type Fields, isNonEmptyString, parseJson, toFields } from '../../shared/json'
import { type ApiResponse, missingOapiParameter, oapiError } from '../api/responses'
import type { RenderedMessage } from './rendered-message'

/** A message that was read, or the error response to one that is not valid. */
export type ReadMessage = { message: RenderedMessage } | { refused: ApiResponse }

/** Reads the body of a message to a sessionWebhook. */
export function readWebhookMessage(body: unknown): ReadMessage {
  const fields = toFields(body)
  const kind = String(fields.msgtype)
  const read = READERS.get(kind)
  if (!read) return { refused: oapiError(400105) }
  const content = fields[kind]
  if (typeof content !== 'object' || content === null) return { refused: missingOapiParameter(kind) }
  const rendered = read(toFields(content))
  if ('missing' in rendered) return { refused: missingOapiParameter(`${kind}->${rendered.missing}`) }
  // Cards and links cannot @ people.
  const at = kind === 'text' || kind === 'markdown' ? toFields(fields.at) : {}
  const mentions = { atUserIds: stringsOf(at.atUserIds), atAll: at.isAtAll === true }
  return { message: { kind, text: '', ...mentions, ...rendered } }
}

/**
 * Reads a callback's response body. Undefined for `{"msgtype":"empty"}` and for any body that is not a message:
 * DingTalk treats neither as an error.
 */
export function readReply(responseBody: string): RenderedMessage | undefined {
  const read = readWebhookMessage(parseJson(responseBody))
  // DingTalk takes a link through the webhook only.
  return 'refused' in read || read.message.kind === 'link' ? undefined : read.message
}

type Rendered = Pick<RenderedMessage, 'title' | 'links' | 'media'> & { text?: string }
type Reader = (content: Fields) => Rendered | { missing: string }

/** By msgtype. */
const READERS = new Map<string, Reader>(
  Object.entries<Reader>({
    text: ({ content }) => (isNonEmptyString(content) ? { text: content } : { missing: 'content' }),
    markdown: ({ title, text }) => {
      if (!isNonEmptyString(title)) return { missing: 'title' }
      return isNonEmptyString(text) ? { title, text } : { missing: 'text' }
    },
    link: ({ title, text, messageUrl, picUrl }) => {
      if (!isNonEmptyString(title)) return { missing: 'title' }
      if (!isNonEmptyString(text)) return { missing: 'text' }
      if (!isNonEmptyString(messageUrl)) return { missing: 'messageUrl' }
      return {
        title,
        text,
        links: [{ title, url: messageUrl }],
        ...(isNonEmptyString(picUrl) && { media: picUrl }),
      }
    },
    actionCard: ({ title, text, singleTitle, singleURL, btns }) => {
      if (!isNonEmptyString(title)) return { missing: 'title' }
      if (!isNonEmptyString(text)) return { missing: 'text' }
      if (isNonEmptyString(singleTitle) && isNonEmptyString(singleURL)) {
        return { title, text, links: [{ title: singleTitle, url: singleURL }] }
      }
      const links = toLinks(btns, 'actionURL')
      return links ? { title, text, links } : { missing: 'btns' }
    },
    feedCard: (content) => {
      const links = toLinks(content.links, 'messageURL')
      if (!links) return { missing: 'links' }
      return { title: links[0]?.title, text: links.map(({ title }) => title).join('\n'), links }
    },
  }),
)

/** The links of a card; undefined when there are none, or one has no title or no URL. */
function toLinks(list: unknown, urlField: string): RenderedMessage['links'] {
  if (!Array.isArray(list) || list.length === 0) return undefined
  const links = list
    .map(toFields)
    .flatMap(({ title, [urlField]: url }) =>
      isNonEmptyString(title) && isNonEmptyString(url) ? [{ title, url }] : [],
    )
  return links.length === list.length ? links : undefined
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
