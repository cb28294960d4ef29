/** The parts that messages are made of: download codes, file names, the elements of rich text. Everything is bounded. */
import type { Piece } from '../bot/question'
import { asArray, asCode, asLine, asObject, asString } from '../untrusted'
import { ownMention } from './mentions'

export type Fields = Record<string, unknown>

/** Elements of a list that are read; bounds the work that one callback can cause. */
export const MAX_ELEMENTS = 100
/** What people and robots are called. */
export const MAX_NAME = 40
/** Many times the length of DingTalk's codes. */
const MAX_CODE_LENGTH = 4_096
/** What file systems allow. */
const MAX_FILE_NAME = 255

/** A picture; a file where a name is given. `pictureDownloadCode` answered HTTP 500 for some people: it comes second. */
export function toDownload(fields: Fields, name?: string): Piece[] | undefined {
  const code =
    asCode(fields.downloadCode, MAX_CODE_LENGTH) ?? asCode(fields.pictureDownloadCode, MAX_CODE_LENGTH)
  if (!code) return undefined
  return [name === undefined ? { picture: code } : { file: code, name }]
}

/** One line of at most 255 characters with the ending, which tells the type; '' when there is none. */
export function toFileName(value: unknown): string {
  const name = asString(value) ?? ''
  const ending = /\.[^\s./\\]{1,20}$/u.exec(name.slice(-21))?.[0] ?? ''
  const stem = ending ? name.slice(0, -ending.length) : name
  return (asLine(stem, MAX_FILE_NAME - ending.length) ?? '') + ending
}

/** The elements of a rich text, without the robot's own mention. */
export function toRichPieces(richText: unknown, fields: Fields): Piece[] {
  const elements = asArray(richText)
  const read = elements.slice(0, MAX_ELEMENTS).map((element) => asObject(element) ?? {})
  const own = ownMention(read.map(toElementText), fields)
  const pieces = read.flatMap((element, index) =>
    index === own?.index ? [{ text: own.rest }] : toRichPiece(element),
  )
  return elements.length > MAX_ELEMENTS ? [...pieces, { unread: 'rest' }] : pieces
}

function toRichPiece(element: Fields): Piece[] {
  if (toElementType(element) === 'picture') return toDownload(element) ?? [{ unread: 'picture' }]
  const text = toElementText(element)
  return text ? [{ text }] : []
}

/** Quoted rich text says `msgType` where a fresh one says `type`, and `content` where it says `text`. */
function toElementType({ type, msgType }: Fields): string {
  return asString(type) ?? asString(msgType) ?? 'text'
}

function toElementText(element: Fields): string | undefined {
  const type = toElementType(element)
  if (type === 'picture') return undefined
  const mentioned = type === 'at' ? asLine(element.atName, MAX_NAME) : undefined
  return mentioned ? `@${mentioned}` : (asString(element.text) ?? asString(element.content))
}
