import { type ApiResponse, type OapiErrorCode, oapiError } from '../api/responses'

/** A robot's message as people see it. */
export interface RenderedMessage {
  /** The msgKey or msgtype it was sent as. */
  kind: string
  /** The title: what the phone's notification and the list of chats show. */
  title?: string
  /** The words; markdown where the kind is one of markdown. */
  text: string
  /** userIds that are @-ed. */
  atUserIds: string[]
  atAll: boolean
  links?: { title: string; url: string }[]
  /** URL or mediaId of a picture, mediaId of a file, a voice or a video. */
  media?: string
}

type Fields = Record<string, unknown>

/**
 * Reads a message as the sessionWebhook takes it. Comes back as what people see, or as the answer DingTalk's webhook gives to a message that is none.
 */
export function readWebhookMessage(body: unknown): RenderedMessage | ApiResponse {
  const message = fields(body)
  const kind = message.msgtype
  if (typeof kind !== 'string' || !Object.hasOwn(READERS, kind)) return oapiError(400105)
  const content = message[kind]
  if (typeof content !== 'object' || content === null) return missingField(kind)
  const read = (READERS[kind] as Reader)(fields(content))
  if ('miss' in read) return missingField(`${kind}->${read.miss}`)
  // Cards and links cannot @ anybody.
  const at = kind === 'text' || kind === 'markdown' ? fields(message.at) : {}
  return { kind, text: '', atUserIds: strings(at.atUserIds), atAll: at.isAtAll === true, ...read }
}

/**
 * What people see of a callback's response body: a message, or undefined for `{"msgtype":"empty"}` and for everything
 * that is no message, because DingTalk takes neither for an error.
 */
export function readReply(responseBody: string): RenderedMessage | undefined {
  try {
    const shown = readWebhookMessage(JSON.parse(responseBody))
    // A link is a kind of the webhook only.
    return 'status' in shown || shown.kind === 'link' ? undefined : shown
  } catch {
    return undefined
  }
}

type Reader = (content: Fields) => Partial<RenderedMessage> | { miss: string }

const READERS: Record<string, Reader> = {
  text: ({ content }) => (filled(content) ? { text: content } : { miss: 'content' }),
  markdown: ({ title, text }) => {
    if (!filled(title)) return { miss: 'title' }
    return filled(text) ? { title, text } : { miss: 'text' }
  },
  link: ({ title, text, messageUrl, picUrl }) => {
    if (!filled(title)) return { miss: 'title' }
    if (!filled(text)) return { miss: 'text' }
    if (!filled(messageUrl)) return { miss: 'messageUrl' }
    return { title, text, links: [{ title, url: messageUrl }], ...(filled(picUrl) && { media: picUrl }) }
  },
  actionCard: ({ title, text, singleTitle, singleURL, btns }) => {
    if (!filled(title)) return { miss: 'title' }
    if (!filled(text)) return { miss: 'text' }
    if (filled(singleTitle) && filled(singleURL))
      return { title, text, links: [{ title: singleTitle, url: singleURL }] }
    const links = list(btns).map((button) => ({ title: button.title, url: button.actionURL }))
    return areLinks(links) ? { title, text, links } : { miss: 'btns' }
  },
  feedCard: ({ links }) => {
    const read = list(links).map((link) => ({ title: link.title, url: link.messageURL }))
    if (!areLinks(read)) return { miss: 'links' }
    return { title: read[0]?.title, text: read.map(({ title }) => title).join('\n'), links: read }
  },
}

function missingField(name: string): ApiResponse {
  const errcode: OapiErrorCode = 40035
  return { status: 200, body: { errcode, errmsg: `miss param : ${name}` } }
}

function areLinks(links: { title: unknown; url: unknown }[]): links is { title: string; url: string }[] {
  return links.length > 0 && links.every(({ title, url }) => filled(title) && filled(url))
}

const filled = (value: unknown): value is string => typeof value === 'string' && value !== ''
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : [])
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
