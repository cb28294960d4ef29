/** The message that a callback quotes. Undocumented; read in all the shapes in which quotes were seen. */
import type { Piece, Quote, UnreadKind } from '../bot/question'
import { asArray, asCode, asObject, asObjectOrJson, asString } from '../untrusted'
import { type Fields, MAX_ELEMENTS, toFileName } from './elements'
import { toPieces } from './pieces'

/** A quote may contain a quote; deeper ones are left out. */
const MAX_QUOTE_DEPTH = 3
/** A card is a tree; deeper levels are left out. */
const MAX_CARD_DEPTH = 8
const MAX_ID_LENGTH = 256
/** Between a quoted message and the one that it quotes. */
const SEPARATOR: Piece = { text: '\n———\n' }
/** What some clients send in place of a card. */
const CARD_PLACEHOLDER = /^\[interactive card message\]$/i

const UNREAD = new Map<string, UnreadKind>([
  ['picture', 'picture'],
  ['file', 'file'],
  ['audio', 'voice'],
  ['video', 'video'],
  ['interactiveCard', 'card'],
])

/** A quote whose content DingTalk did not send consists of marks, and has the ids by which it can be looked up. */
export function toQuote(fields: Fields): Quote | undefined {
  const older = asObject(fields.quoteMessage)
  const quoted = toQuotedMessage(fields) ?? (older && { ...older, msgType: 'text', content: older.text })
  if (!quoted && !isReply(fields)) return undefined
  const pieces = quoted ? toQuotedPieces(quoted, 1) : [{ unread: 'other' } as const]
  const fromRobot = quoted !== undefined && isFromRobot(fields, quoted)
  if (pieces.some((piece) => !('unread' in piece))) return { fromRobot, pieces }
  const msgId = asCode(fields.originalMsgId, MAX_ID_LENGTH) ?? asCode(quoted?.msgId, MAX_ID_LENGTH)
  const sendKey = asCode(fields.originalProcessQueryKey, MAX_ID_LENGTH)
  const ids = { ...(msgId ? { msgId } : {}), ...(sendKey ? { sendKey } : {}) }
  return { fromRobot, pieces, ...(msgId || sendKey ? { ids } : {}) }
}

/** The message that a callback quotes, untrusted. */
export function toQuotedMessage({ text, content }: Fields): Fields | undefined {
  return asObject(asObjectOrJson(text)?.repliedMsg) ?? asObject(asObjectOrJson(content)?.repliedMsg)
}

/** Whether the robot wrote a quoted message. */
export function isFromRobot({ chatbotUserId }: Fields, { senderId }: Fields): boolean {
  return asString(senderId) !== undefined && senderId === chatbotUserId
}

/** Whether a callback says that it quotes, with or without the message. */
function isReply({ text, content, originalMsgId, originalProcessQueryKey }: Fields): boolean {
  const isMarked = [text, content].some((value) => asObjectOrJson(value)?.isReplyMsg === true)
  return isMarked || [originalMsgId, originalProcessQueryKey].some((id) => asString(id) !== undefined)
}

function toQuotedPieces(message: Fields, depth: number): Piece[] {
  const content = asObjectOrJson(message.content) ?? {}
  const own = readQuoted(message, content)
  const nested = depth < MAX_QUOTE_DEPTH ? asObject(content.repliedMsg) : undefined
  return nested ? [...toQuotedPieces(nested, depth + 1), SEPARATOR, ...own] : own
}

function readQuoted(message: Fields, content: Fields): Piece[] {
  const type = asString(message.msgType) ?? asString(message.msgtype) ?? 'text'
  const words = asString(content.text) ?? asString(content.content)
  const card = type === 'interactiveCard' ? cardText(content.cardContent).trim() : ''
  const read = card
    ? [{ text: card }]
    : (toPieces(type, { ...message, text: { content: words } }, content) ?? [{ text: words ?? '' }])
  const isFilled = (piece: Piece) =>
    !('text' in piece) || (piece.text.trim() !== '' && !CARD_PLACEHOLDER.test(piece.text.trim()))
  if (read.some(isFilled)) return read
  const name = toFileName(content.fileName)
  return [{ unread: UNREAD.get(type) ?? (name ? 'file' : 'other'), ...(name ? { name } : {}) }]
}

/** The words in a card's tree of `{elementType, value, children}`. */
function cardText(node: unknown, depth = 0): string {
  if (depth > MAX_CARD_DEPTH) return ''
  if (Array.isArray(node)) {
    const texts = node.slice(0, MAX_ELEMENTS).map((one) => cardText(one, depth + 1))
    return texts.join('')
  }
  const { value, children } = asObject(node) ?? {}
  return (asString(value) ?? '') + cardText(asArray(children), depth + 1)
}
