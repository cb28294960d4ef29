/**
 * A long answer in parts that DingTalk takes and people can read, each a message that stands on its own.
 *
 * A part that ends inside a code fence closes it, and the next one opens it again. `joinParts` gives the text back,
 * whatever the text, because what was added can be told from what was there:
 *  - A part begins with its fence's opening line where the part before it ended inside of a fence.
 *  - A closing line that was added ends in a space, or in a tab where its line break was added too. A closing line of
 *    the text's own that ends in spaces or tabs and in a part gets one space more. No client shows any of them.
 * Pure functions, no I/O, linear time.
 */
import { endOfCut, type Limits, overrun } from './cuts'
import { closesFence, type Fence, openFence } from './fences'

export interface PartLimits {
  /** UTF-16 units, `text.length`; 300 at least. */
  maxCharacters?: number
  /** Bytes of `JSON.stringify(part)` in UTF-8; 2,000 at least. */
  maxBytes?: number
}

/** Bots in use send 3,500 to 3,800 characters; with three bytes for each Chinese one that is 11,400 bytes. */
const MAX_CHARACTERS = 3_800
/** `msgParam` of the group API; the 1:1 API names no limit, the webhook's is 20,000 for the whole body. */
const MAX_MESSAGE_BYTES = 15_000
/** What shares the message with a part: the JSON around it, a title (600 bytes at most), an @ or a hint. */
const ENVELOPE_BYTES = 1_500
/** An opening line longer than this is no language but a paragraph; it is not said again in every part. */
const MAX_REOPENED_CHARACTERS = 100
/** Of a UTF-16 unit in JSON: an escape such as \u2028. */
const MOST_BYTES_A_UNIT = 6
const MIN_CHARACTERS = 300
const MIN_BYTES = 2_000

/**
 * Cuts where a reader would: after a paragraph, else a line, else a sentence, else a word, else a character as people
 * count them. See `cuts`.
 * @returns the parts in order, none empty, every code fence closed within its part; `[]` for `''`
 * @throws RangeError where the limits leave no room for an opening line, a closing line and text
 */
export function splitIntoParts(text: string, limits: PartLimits = {}): string[] {
  const { maxCharacters = MAX_CHARACTERS, maxBytes = MAX_MESSAGE_BYTES - ENVELOPE_BYTES } = limits
  if (maxCharacters < MIN_CHARACTERS || maxBytes < MIN_BYTES) {
    throw new RangeError(`A part takes at least ${MIN_CHARACTERS} characters and ${MIN_BYTES} bytes`)
  }
  if (text !== '' && isShort(text, maxCharacters, maxBytes)) return [text]
  const parts: string[] = []
  let opening = ''
  for (let start = 0; start < text.length; ) {
    const end = endOfPart(text, start, opening, { characters: maxCharacters, bytes: maxBytes })
    const shown = opening + text.slice(start, end)
    const ending = readEnding(shown)
    parts.push(shown + closingOf(ending))
    opening = openingOf(ending)
    start = end
  }
  return parts
}

/** Most answers: whatever the characters are, they fit, and there is no fence to close. */
function isShort(text: string, maxCharacters: number, maxBytes: number): boolean {
  const fits = text.length <= maxCharacters && text.length * MOST_BYTES_A_UNIT + 2 <= maxBytes
  return fits && !text.includes('```') && !text.includes('~~~')
}

/** @param parts as `splitIntoParts` gave them, all of them and in order. @returns the text they were made of */
export function joinParts(parts: string[]): string {
  let opening = ''
  const bodies = parts.map((part) => {
    const shown = withoutClosing(part)
    const body = shown.slice(opening.length)
    opening = openingOf(readEnding(shown))
    return body
  })
  return bodies.join('')
}

/** Tries the furthest cut first; what must be added to close a fence shows only then, and may take some of it back. */
function endOfPart(text: string, start: number, opening: string, limits: Limits): number {
  let end = endOfCut({ text, start, opening, limits })
  for (;;) {
    const shown = opening + text.slice(start, end)
    const over = overrun(shown + closingOf(readEnding(shown)), limits)
    if (over === 0) return end
    // By halves: a fence of a thousand backticks, made shorter by a cut, also takes fewer to close.
    end = endOfCut({ text, start, opening, limits, atMost: end - Math.ceil(over / 2) })
  }
}

/** How a text ends, read from its first line as a client reads it. */
interface Ending {
  /** The fence that stands open, and its opening line. */
  open?: { fence: Fence; line: string }
  /** What follows the last line break. */
  lastLine: string
  /** The last line closes a fence. */
  closes: boolean
}

function readEnding(shown: string): Ending {
  let open: Ending['open']
  let closes = false
  const lines = shown.split(/\r\n|\n|\r/)
  for (const line of lines) {
    closes = open !== undefined && closesFence(line, open.fence)
    const fence = open ? undefined : openFence(line)
    if (closes) open = undefined
    else if (fence) open = { fence, line }
  }
  return { open, lastLine: lines.at(-1) ?? '', closes }
}

/** What a part needs behind its text. */
function closingOf({ open, lastLine, closes }: Ending): string {
  if (!open) return closes && /[ \t]$/.test(lastLine) ? ' ' : ''
  const line = open.fence.indent + open.fence.marker
  return lastLine === '' ? `${line} ` : `\n${line}\t`
}

/** What the next part needs before its text. */
function openingOf({ open }: Ending): string {
  return open && open.line.length <= MAX_REOPENED_CHARACTERS ? `${open.line}\n` : ''
}

function withoutClosing(part: string): string {
  const { closes, lastLine } = readEnding(part)
  const spaces = closes ? (/[ \t]*$/.exec(lastLine)?.[0] ?? '') : ''
  if (spaces === '') return part
  if (spaces === ' ') return part.slice(0, -lastLine.length)
  if (spaces === '\t') return part.slice(0, -lastLine.length - 1)
  return part.slice(0, -1)
}
