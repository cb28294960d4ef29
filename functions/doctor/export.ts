/** The transcript as a file: CSV for spreadsheets, JSON Lines for programs. Never more than a piece of it is in memory. */
import type { FunctionContext } from '@lafjs/cloud'
import { toChinaTime } from '../bot/china-time'
import type { TranscriptTurn } from '../storage/transcript'
import type { Period } from './period'

export type Format = 'csv' | 'jsonl'

type Response = NonNullable<FunctionContext['response']>

const TYPES: Record<Format, string> = { csv: 'text/csv', jsonl: 'application/x-ndjson' }
const COLUMNS = ['time', 'conversation', 'person', 'role', 'text', 'model', 'tokens', 'name'] as const
/** Excel takes a file without it for one in the system's own encoding. */
const BYTE_ORDER_MARK = '\ufeff'
/** What is written at a time. */
const PIECE_CHARACTERS = 64 * 1024
/** A client that takes nothing for so long is gone. */
const IDLE_MS = 60_000

/**
 * Streams turns as fast as the client takes them, and stops when it goes away. Breaks the connection off when the
 * database fails on the way, so that half a file is not taken for a whole one.
 * @throws what reading throws before the first turn, when nothing is written yet
 */
export async function sendTranscript(
  response: Response,
  turns: AsyncGenerator<TranscriptTurn, undefined>,
  format: Format,
  { from, to }: Period,
): Promise<void> {
  let next = await turns.next()
  response.status(200).set({
    'content-type': `${TYPES[format]}; charset=utf-8`,
    'content-disposition': `attachment; filename="chats-${from}-${to}.${format}"`,
  })
  try {
    let piece = format === 'csv' ? `${BYTE_ORDER_MARK}${COLUMNS.join(',')}\r\n` : ''
    for (; next.value; next = await turns.next()) {
      piece += format === 'csv' ? toCsvLine(next.value) : toJsonLine(next.value)
      if (piece.length < PIECE_CHARACTERS) continue
      if (!(await write(response, piece))) return
      piece = ''
    }
    response.end(piece)
  } catch {
    response.destroy()
  } finally {
    await turns.return(undefined)
  }
}

/** One line of CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function toCsvLine(turn: TranscriptTurn): string {
  const time = toChinaTime(turn.askedAt)
  const fields = toFields(turn)
  const cells = COLUMNS.map((column) => (column === 'time' ? `${time}:${secondsOf(turn)}` : fields[column]))
  return `${cells.map(toCell).join(',')}\r\n`
}

function toJsonLine(turn: TranscriptTurn): string {
  const time = `${toChinaTime(turn.askedAt).replace(' ', 'T')}:${secondsOf(turn)}+08:00`
  return `${JSON.stringify({ time, ...toFields(turn) })}\n`
}

function toFields({ conversationId, person, personName, role, content, model, usage }: TranscriptTurn) {
  const tokens = usage && usage.prompt + usage.completion
  return { conversation: conversationId, person, role, text: content, model, tokens, name: personName }
}

function secondsOf({ askedAt }: TranscriptTurn): string {
  return String(Math.floor(askedAt / 1_000) % 60).padStart(2, '0')
}

function toCell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value)
  const safe = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n;\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** @returns whether the client is still there */
async function write(response: Response, piece: string): Promise<boolean> {
  if (response.destroyed) return false
  // Even a fast client leaves other requests their time.
  if (response.write(piece)) return new Promise((resolve) => setImmediate(resolve, !response.destroyed))
  return new Promise((resolve) => {
    const settle = (isThere: boolean) => () => {
      clearTimeout(timer)
      response.off('drain', onDrain).off('close', onClose)
      if (!isThere) response.destroy()
      resolve(isThere)
    }
    const [onDrain, onClose] = [settle(true), settle(false)]
    const timer = setTimeout(onClose, IDLE_MS)
    response.once('drain', onDrain).once('close', onClose)
  })
}
