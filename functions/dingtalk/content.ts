/**
 * The content of a message: every kind of DingTalk message as pieces of text, pictures and files.
 *
 * Types and fields: open.dingtalk.com, "receive-message" and "robot-message-type". The shapes of quotes, forwarded
 * records and shared documents are undocumented; they are read as they were seen.
 */
import type { Piece, Quote } from '../bot/question'
import { asArray, asNumber, asObject, asObjectOrJson, asString, parseJson } from '../untrusted'
import type { Content } from './types'

/** A quote may contain a quote; deeper ones are left out. */
const MAX_QUOTE_DEPTH = 3
/** Bounds the work that one callback can cause. */
const MAX_PIECES = 100
/** Far more than DingTalk lets people type; bounds what a forged body can put into the database. */
const MAX_TEXT_CHARACTERS = 100_000

type Fields = Record<string, unknown>

/** The content of a callback by its `msgtype`. Never throws: what cannot be read is `unsupported`. */
export function toContent(type: string, fields: Fields): Content {
  if (asNumber(fields.errorCode)) return { kind: 'over-quota' }
  const content = asObjectOrJson(fields.content) ?? {}
  const pieces = toPieces(type, fields, content)
  if (!pieces) return { kind: 'unsupported', type: type.slice(0, 40) }

  const quote = toQuote(fields)
  const own = normalize(pieces)
  if (own.length === 0 && !quote?.pieces.length) return { kind: 'empty' }
  return { kind: 'pieces', pieces: own, ...(quote?.pieces.length ? { quote } : {}) }
}

function toPieces(type: string, fields: Fields, content: Fields): Piece[] | undefined {
  switch (type) {
    case 'text':
    case 'markdown': {
      // The guide shows a bare string in `content`; real callbacks have `text.content`.
      const text = asString(asObjectOrJson(fields.text)?.content) ?? asString(content.content)
      const bare = typeof fields.content === 'string' && !asObjectOrJson(fields.content) ? fields.content : ''
      return [{ text: text ?? bare }]
    }
    case 'richText':
      return withoutMention(asArray(content.richText).slice(0, MAX_PIECES).flatMap(toRichPieces), fields)
    case 'picture':
      return toDownload(content)
    case 'audio': {
      const words = asString(content.recognition)?.trim()
      return words ? [{ text: words }] : undefined
    }
    case 'file':
      return toDownload(content, asString(content.fileName) ?? '')
    case 'chatRecord':
      return toRecord(content)
    default:
      return undefined
  }
}

/** A picture; a file where a name is given. `pictureDownloadCode` answered HTTP 500 for some people: it comes second. */
function toDownload(fields: Fields, name?: string): Piece[] | undefined {
  const code = asString(fields.downloadCode) ?? asString(fields.pictureDownloadCode)
  if (!code) return undefined
  return [name === undefined ? { picture: code } : { file: code, name }]
}

function toRichPieces(element: unknown): Piece[] {
  const fields = asObject(element) ?? {}
  // Quoted rich text says `msgType` where a fresh one says `type`, and `content` where it says `text`.
  const type = asString(fields.type) ?? asString(fields.msgType) ?? 'text'
  if (type === 'picture') return toDownload(fields) ?? []
  const mentioned = type === 'at' ? asString(fields.atName) : undefined
  const text = mentioned ? `@${mentioned}` : (asString(fields.text) ?? asString(fields.content))
  return text ? [{ text }] : []
}

/** In a group the first element is the robot's own mention; plain text has it cut off already. */
function withoutMention(pieces: Piece[], fields: Fields): Piece[] {
  const [first, ...rest] = pieces
  if (asNumber(fields.conversationType) !== 2 || !first || !('text' in first) || !/^\s*@/.test(first.text))
    return pieces
  // A mention alone, or a mention and what follows its space.
  const text = first.text.replace(/^\s*@\S+\s*/, '')
  return text ? [{ text }, ...rest] : rest
}

function toRecord(content: Fields): Piece[] | undefined {
  const rows = asArray(
    typeof content.chatRecord === 'string' ? parseJson(content.chatRecord) : content.chatRecord,
  )
  const lines = rows.slice(0, MAX_PIECES).flatMap((row) => {
    const { senderNick, content: text } = asObject(row) ?? {}
    return asString(text) ? [`${asString(senderNick) ?? ''}: ${text}`] : []
  })
  const text = lines.length > 0 ? lines.join('\n') : asString(content.summary)
  if (!text) return undefined
  return [{ text: [asString(content.title), text].filter(Boolean).join('\n') }]
}

function toQuote(fields: Fields): Quote | undefined {
  const older = asObject(fields.quoteMessage)
  const quoted = toQuotedMessage(fields) ?? (older && { ...older, msgType: 'text', content: older.text })
  return quoted && { fromRobot: isFromRobot(fields, quoted), pieces: normalize(toQuotedPieces(quoted, 1)) }
}

/** The message that a callback quotes, untrusted. */
export function toQuotedMessage({ text, content }: Fields): Fields | undefined {
  return asObject(asObjectOrJson(text)?.repliedMsg) ?? asObject(asObjectOrJson(content)?.repliedMsg)
}

/** Whether the robot wrote a quoted message. */
export function isFromRobot({ chatbotUserId }: Fields, { senderId }: Fields): boolean {
  return asString(senderId) !== undefined && senderId === chatbotUserId
}

function toQuotedPieces(message: Fields, depth: number): Piece[] {
  const content = asObjectOrJson(message.content) ?? {}
  const type = asString(message.msgType) ?? asString(message.msgtype) ?? 'text'
  const words = asString(content.text) ?? asString(content.content)
  const nested = depth < MAX_QUOTE_DEPTH ? asObject(content.repliedMsg) : undefined
  const own =
    type === 'interactiveCard'
      ? [{ text: cardText(content.cardContent) }]
      : (toPieces(type, { ...message, text: { content: words } }, content) ?? [{ text: words ?? '' }])
  return nested ? [...toQuotedPieces(nested, depth + 1), ...own] : own
}

/** The words in a card's tree of `{elementType, value, children}`. */
function cardText(node: unknown, depth = 0): string {
  if (depth > 8) return ''
  if (Array.isArray(node)) {
    const texts = node.slice(0, MAX_PIECES).map((one) => cardText(one, depth + 1))
    return texts.join('')
  }
  const { value, children } = asObject(node) ?? {}
  return (asString(value) ?? '') + cardText(asArray(children), depth + 1)
}

/** Joins neighbouring texts, trims them and drops empty ones. */
function normalize(pieces: Piece[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if ('text' in piece && last && 'text' in last)
      joined[joined.length - 1] = { text: last.text + piece.text }
    else joined.push(piece)
  }
  return joined
    .map((piece) => ('text' in piece ? { text: piece.text.trim().slice(0, MAX_TEXT_CHARACTERS) } : piece))
    .filter((piece) => !('text' in piece) || piece.text !== '')
}
