import { ids } from '../ids'
import { fileContent } from './files'
import type { Quote, RichPiece } from './messages'
import type { CallbackContext } from './types'

const DEFAULT_TEXT = '被引用的原文'

/**
 * The fields that a quote adds: `inner` to `text` or `content`, `outer` to the top level of the body.
 *
 * DingTalk does not document quotes; these shapes are taken from reports of other robot projects.
 */
export function quoteFields(quote: Quote, context: CallbackContext, newerFields: boolean) {
  const msgId = quote.msgId ?? ids.msg()
  const original = {
    ...(newerFields && { originalMsgId: msgId }),
    ...(quote.processQueryKey && { originalProcessQueryKey: quote.processQueryKey }),
  }
  if (quote.shape === 'legacy')
    return { inner: {}, outer: { quoteMessage: legacyQuote(quote, msgId, context) } }
  // The id is all that tells which message is quoted, so older clients send it too.
  if (quote.shape === 'idOnly')
    return { inner: { isReplyMsg: true }, outer: { ...original, originalMsgId: msgId } }
  return { inner: { isReplyMsg: true, repliedMsg: repliedMsg(quote, msgId, context) }, outer: original }
}

function repliedMsg(quote: Quote, msgId: string, context: CallbackContext): Record<string, unknown> {
  const kind = quote.kind ?? 'text'
  const nested = quote.quote && {
    isReplyMsg: true,
    repliedMsg: repliedMsg(quote.quote, quote.quote.msgId ?? ids.msg(), context),
  }
  return {
    msgType: kind === 'card' || kind === 'cardTree' ? 'interactiveCard' : kind,
    msgId,
    ...sender(quote, context),
    createdAt: quote.createdAt ?? context.now() - 10_000,
    content: { ...quotedContent(quote, context), ...nested },
  }
}

function quotedContent(quote: Quote, context: CallbackContext): Record<string, unknown> {
  const { kind = 'text', text = DEFAULT_TEXT, attachment = {} } = quote
  switch (kind) {
    case 'text':
      return quote.shape === 'content' ? { content: text } : { text }
    case 'richText':
      return { richText: (quote.pieces ?? [{ text }]).map((piece) => quotedPiece(piece, context)) }
    case 'picture':
      return { downloadCode: context.keepFile(attachment, 'picture') }
    case 'audio':
    case 'video':
      return { downloadCode: context.keepFile(attachment, kind) }
    case 'file':
      return fileContent(attachment, context)
    case 'unknownMsgType':
      return { ...(attachment.fileName && { fileName: attachment.fileName }) }
    case 'card':
      return {}
    case 'cardTree':
      return { cardContent: { elementType: 'card', children: [{ elementType: 'markdown', value: text }] } }
  }
}

// Pieces of a quote have msgType and content where pieces of a message have type and text.
function quotedPiece(piece: RichPiece, context: CallbackContext): Record<string, unknown> {
  if ('text' in piece) return { msgType: 'text', content: piece.text }
  if ('emoji' in piece) return { msgType: 'emoji', content: piece.emoji }
  if ('at' in piece) return { msgType: 'at', atName: context.directory.person(piece.at).nick }
  return { msgType: 'picture', downloadCode: context.keepFile(piece, 'picture') }
}

function legacyQuote(quote: Quote, msgId: string, context: CallbackContext): Record<string, unknown> {
  const { senderNick, senderId } = sender(quote, context)
  return { msgId, msgtype: 'text', text: { content: quote.text ?? DEFAULT_TEXT }, senderNick, senderId }
}

function sender(quote: Quote, context: CallbackContext): { senderId: string; senderNick: string } {
  if (quote.from === undefined || quote.from === 'robot') {
    return { senderId: context.robot.userId, senderNick: context.robot.name }
  }
  const person = context.directory.person(quote.from)
  return { senderId: person.senderId, senderNick: person.nick }
}
