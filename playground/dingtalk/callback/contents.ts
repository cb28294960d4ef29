import type { Conversation, Person } from '../directory'
import { fileContent, pictureContent } from './files'
import type { MessageCommon, MessageKind, Quote, RichPiece } from './messages'
import { quoteFields } from './quotes'
import type { CallbackContext } from './types'

/** DingTalk's text for a kind that robots cannot receive: a sticker, a location, a contact card. */
const UNKNOWN_KIND_TEXT = '该消息类型，机器人暂不支持接收。'
/** DingTalk's errorMessage when the organisation has used up its monthly callbacks. */
const OVER_QUOTA_TEXT = '受调用量超量影响，当前我的消息服务已经暂停。请联系你所在的组织管理员并予以处理'
const DOCUMENT_URL =
  'dingtalk://dingtalkclient/page/yunpan?route=previewDentry&type=file&spaceId=123&fileId=456'
const DEFAULT_DURATION_MS = 4000

/** The part of a callback body that depends on the kind of message: `msgtype` and `text` or `content`. */
export function contentFields(
  message: MessageCommon & Exclude<MessageKind, { kind: 'raw' }>,
  conversation: Conversation,
  context: CallbackContext,
): Record<string, unknown> {
  const isGroup = conversation.type === '2'
  switch (message.kind) {
    case 'text': {
      const quote = toQuote(message, context)
      const content = isGroup ? cutMention(message.text, context.robot.name) : message.text
      return { msgtype: 'text', text: { content, ...quote?.inner }, ...quote?.outer }
    }
    case 'richText': {
      const quote = toQuote(message, context)
      // Unlike in a text, the mention of the robot stays, as an element of its own.
      const mention = isGroup ? [{ text: `@${context.robot.name}` }] : []
      const richText = [...mention, ...message.pieces.map((piece) => richPiece(piece, context))]
      return { msgtype: 'richText', content: { richText, ...quote?.inner }, ...quote?.outer }
    }
    case 'picture':
      return { msgtype: 'picture', content: pictureContent(message, context) }
    case 'audio': {
      const { durationMs: duration = DEFAULT_DURATION_MS, recognition = '今天天气怎么样' } = message
      const downloadCode = context.keepFile(message, 'audio')
      return { msgtype: 'audio', content: { duration, downloadCode, recognition } }
    }
    case 'video': {
      const { durationMs: duration = DEFAULT_DURATION_MS } = message
      const downloadCode = context.keepFile(message, 'video')
      return { msgtype: 'video', content: { duration, downloadCode, videoType: 'mp4' } }
    }
    case 'file': {
      const content = { ...fileContent(message, context), spaceId: '1234567890', fileId: '9876543210' }
      return { msgtype: 'file', content }
    }
    case 'unknownMsgType':
      return {
        msgtype: 'unknownMsgType',
        ai_robot_sessionid: '',
        content: { unknownMsgType: UNKNOWN_KIND_TEXT },
      }
    case 'interactiveCard':
      return { msgtype: 'interactiveCard', content: { biz_custom_action_url: message.url ?? DOCUMENT_URL } }
    case 'markdown':
      return { msgtype: 'markdown', text: { content: message.text } }
    case 'chatRecord': {
      const { title = '聊天记录', summary, records } = message
      return { msgtype: 'chatRecord', content: { title, summary, chatRecord: JSON.stringify(records) } }
    }
    case 'overQuota':
      return { msgtype: 'text', errorCode: 20001, errorMessage: OVER_QUOTA_TEXT }
  }
}

function toQuote({ quote, variant }: MessageCommon & { quote?: Quote }, context: CallbackContext) {
  return quote && quoteFields(quote, context, variant?.newerFields !== false)
}

// DingTalk removes the robot's @name and keeps the space after it. A text without the @name counts as beginning with it.
function cutMention(text: string, robotName: string): string {
  const mention = `@${robotName}`
  return text.includes(mention) ? text.replace(mention, '') : ` ${text}`
}

function richPiece(piece: RichPiece, context: CallbackContext): Record<string, unknown> {
  if ('text' in piece) return { text: piece.text, ...(piece.attrs && { attrs: piece.attrs }) }
  if ('emoji' in piece) return { type: 'emoji', text: piece.emoji }
  if ('at' in piece) return atPiece(context.directory.person(piece.at))
  return { type: 'picture', ...pictureContent(piece, context) }
}

function atPiece(person: Person): Record<string, unknown> {
  return { type: 'at', atName: person.nick, ...(person.staffId && { atUserId: person.staffId }) }
}
