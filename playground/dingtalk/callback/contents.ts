import type { Conversation, Person } from '../directory'
import type { CallbackContext } from './build-callback'
import type { Attachment, MessageCommon, MessageKind, RichPiece } from './messages'
import { quoteFields } from './quotes'

/** What DingTalk writes in place of a sticker, a location, a name card. */
export const UNKNOWN_KIND_TEXT = '该消息类型，机器人暂不支持接收。'
/** What DingTalk writes when the organisation's monthly pushes are used up. */
export const OVER_QUOTA_TEXT =
  '受调用量超量影响，当前我的消息服务已经暂停。请联系你所在的组织管理员并予以处理'

/** The part of a payload that depends on the kind of message: `msgtype` and `text` or `content`. */
export function contentFields(
  message: MessageCommon & Exclude<MessageKind, { kind: 'raw' }>,
  where: Conversation,
  context: CallbackContext,
): Record<string, unknown> {
  const newer = message.variant?.newerFields !== false
  switch (message.kind) {
    case 'text': {
      const quote = message.quote && quoteFields(message.quote, context, newer)
      const content = where.type === '2' ? cutMention(message.text, context.robot.name) : message.text
      return { msgtype: 'text', text: { content, ...quote?.inner }, ...quote?.outer }
    }
    case 'richText': {
      const quote = message.quote && quoteFields(message.quote, context, newer)
      // Unlike in text, the robot's mention stays, as an element of its own.
      const mention = where.type === '2' ? [{ text: `@${context.robot.name}` }] : []
      const richText = [...mention, ...message.pieces.map((piece) => richPiece(piece, context))]
      return { msgtype: 'richText', content: { richText, ...quote?.inner }, ...quote?.outer }
    }
    case 'picture':
      return { msgtype: 'picture', content: pictureContent(message, context) }
    case 'audio': {
      const { durationMs = 4000, recognition = '今天天气怎么样' } = message
      const downloadCode = context.keepFile(message, 'audio')
      return { msgtype: 'audio', content: { duration: durationMs, downloadCode, recognition } }
    }
    case 'video': {
      const downloadCode = context.keepFile(message, 'video')
      return {
        msgtype: 'video',
        content: { duration: message.durationMs ?? 4000, downloadCode, videoType: 'mp4' },
      }
    }
    case 'file':
      return { msgtype: 'file', content: fileContent(message, context) }
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

/** A file's content fields: its download code, its name, and where it lies in the organisation's drive. */
export function fileContent(attachment: Attachment, context: CallbackContext) {
  const fileName = attachment.fileName ?? '报告.pdf'
  const downloadCode = context.keepFile({ ...attachment, fileName }, 'file')
  return { downloadCode, fileName, spaceId: '1234567890', fileId: '9876543210' }
}

const DOCUMENT_URL =
  'dingtalk://dingtalkclient/page/yunpan?route=previewDentry&type=file&spaceId=123&fileId=456'

// DingTalk cuts the robot's own @name out and leaves the space behind it; who types none is taken to @ first.
function cutMention(text: string, robotName: string): string {
  const mention = `@${robotName}`
  return text.includes(mention) ? text.replace(mention, '') : ` ${text}`
}

function pictureContent(attachment: Attachment, context: CallbackContext) {
  return {
    downloadCode: context.keepFile(attachment, 'picture'),
    pictureDownloadCode: context.keepFile(attachment, 'thumbnail'),
  }
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
