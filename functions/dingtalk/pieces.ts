/**
 * One message as pieces of text, pictures and files, by its `msgtype`; the same for quoted messages.
 *
 * Types and fields: open.dingtalk.com, "receive-message" and "robot-message-type". What they leave out is read as it was
 * seen in real callbacks.
 */
import type { Piece } from '../bot/question'
import { asObjectOrJson, asString } from '../untrusted'
import { type Fields, toDownload, toFileName, toRichPieces } from './elements'
import { toRecord } from './records'

/**
 * @param content the field `content` of `fields`, read as an object
 * @returns `undefined` for a kind that cannot be read, or one without its content
 */
export function toPieces(type: string, fields: Fields, content: Fields): Piece[] | undefined {
  switch (type) {
    case 'text':
    case 'markdown': {
      // The guide shows a bare string in `content`; real callbacks have `text.content`.
      const text = asString(asObjectOrJson(fields.text)?.content) ?? asString(content.content)
      const bare = typeof fields.content === 'string' && !asObjectOrJson(fields.content) ? fields.content : ''
      return [{ text: text ?? bare }]
    }
    case 'richText': {
      const pieces = toRichPieces(content.richText, fields)
      return pieces.length > 0 && pieces.every((piece) => 'unread' in piece) ? undefined : pieces
    }
    case 'picture':
      return toDownload(content)
    case 'audio': {
      const words = asString(content.recognition)?.trim()
      return words ? [{ text: words }] : undefined
    }
    case 'file':
      return toDownload(content, toFileName(content.fileName))
    case 'chatRecord':
      return toRecord(content)
    default:
      return undefined
  }
}
