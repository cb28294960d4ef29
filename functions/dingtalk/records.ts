/**
 * A forwarded conversation: who said what, a line for each message.
 *
 * Undocumented. Seen: the list as JSON text or array, as `chatRecord`, `records` or `messages`; opaque sender ids, with
 * the names only in a `summary` that is a JSON array of "name:text" in the same order; texts in `content`,
 * `content.text` or `content.content`; records within records.
 */
import type { Piece, UnreadKind } from '../bot/question'
import { asArray, asLine, asObject, asObjectOrJson, asString, parseJson } from '../untrusted'
import { type Fields, MAX_ELEMENTS, MAX_NAME, toFileName, toRichPieces } from './elements'

/** A record may hold records; deeper ones are left out. */
const MAX_DEPTH = 3
const MAX_TITLE = 200

/** @returns `undefined` when there is nothing to read, not even a summary */
export function toRecord(content: Fields): Piece[] | undefined {
  const pieces = readRecord(content, 1, { rows: MAX_ELEMENTS })
  return pieces.length > 0 ? pieces : undefined
}

/** @param left how many rows may still be read, those of records within included */
function readRecord(content: Fields, depth: number, left: { rows: number }): Piece[] {
  const { chatRecord, records, messages, summary } = content
  const rows = [chatRecord, records, messages].map(toList).find((list) => list.length > 0) ?? []
  const title = asLine(content.title, MAX_TITLE)
  const pieces: Piece[] = title ? [{ text: `${title}\n` }] : []
  const summaryLines = toSummaryLines(summary)
  if (rows.length === 0) return [...pieces, ...summaryLines.map((line) => ({ text: `${line}\n` }))]
  const names = toNames(rows, summaryLines)
  for (const [index, row] of rows.entries()) {
    if (left.rows === 0) return [...pieces, { unread: 'rest' }]
    left.rows -= 1
    const name = names[index]
    pieces.push(...toRow(asObject(row) ?? { content: row }, name ? `${name}: ` : '', depth, left))
  }
  return pieces
}

function toList(value: unknown): unknown[] {
  return asArray(typeof value === 'string' ? parseJson(value) : value)
}

function toSummaryLines(summary: unknown): string[] {
  const list = toList(summary)
  const lines = list.length > 0 ? list : (asString(summary) ?? '').split('\n')
  return lines.slice(0, MAX_ELEMENTS).flatMap((line) => asString(line) ?? [])
}

/** Names as given, else from the same position of the summary, else from another row of the sender, else a number. */
function toNames(rows: unknown[], summaryLines: string[]): (string | undefined)[] {
  const byId = new Map<unknown, string>()
  const read = rows.slice(0, MAX_ELEMENTS).map((row, index) => {
    const { senderId, senderNick, senderName } = asObject(row) ?? {}
    const ofSummary = /^([^:：]+)[:：]/.exec(summaryLines[index] ?? '')?.[1]
    const name = asLine(senderNick, MAX_NAME) ?? asLine(senderName, MAX_NAME) ?? asLine(ofSummary, MAX_NAME)
    if (name && asString(senderId) && !byId.has(senderId)) byId.set(senderId, name)
    return { senderId: asString(senderId), name }
  })
  let unnamed = 0
  return read.map(({ senderId, name }) => {
    if (name || !senderId) return name
    if (!byId.has(senderId)) byId.set(senderId, `#${++unnamed}`)
    return byId.get(senderId)
  })
}

/** @param before the name of the sender */
function toRow(row: Fields, before: string, depth: number, left: { rows: number }): Piece[] {
  const type = asString(row.msgType) ?? asString(row.msgtype) ?? asString(row.type) ?? 'text'
  const content = asObjectOrJson(row.content) ?? {}
  const mark = (unread: UnreadKind, name?: string): Piece[] => [
    { unread, ...(name ? { name } : {}), ...(before ? { before } : {}) },
  ]
  const line = (text: string | undefined, unread: UnreadKind) =>
    text ? [{ text: `${before}${text}\n` }] : mark(unread)
  switch (type) {
    case 'picture':
    case 'image':
      return mark('picture')
    case 'file':
      return mark('file', toFileName(content.fileName ?? row.fileName))
    case 'audio':
    case 'voice':
      return line(asString(content.recognition), 'voice')
    case 'video':
      return mark('video')
    case 'richText': {
      const pieces = toRichPieces(content.richText ?? row.richText, {})
      return pieces.length > 0 ? [{ text: before }, ...pieces, { text: '\n' }] : line(toWords(row), 'other')
    }
    case 'chatRecord':
      if (depth === MAX_DEPTH) return mark('rest')
      return [{ text: before }, ...readRecord({ ...row, ...content }, depth + 1, left)]
    case 'interactiveCard':
      return line(toWords(row), 'card')
    default:
      return line(toWords(row), 'other')
  }
}

function toWords({ content, text }: Fields): string | undefined {
  const fields = asObject(content)
  return (
    asString(content) ??
    asString(fields?.text) ??
    asString(fields?.content) ??
    asString(text) ??
    asString(asObject(text)?.content)
  )
}
