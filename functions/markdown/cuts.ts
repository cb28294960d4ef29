/**
 * Where to cut a text that is too long for one message. Positions are UTF-16 units; a cut is the index of the first
 * character that goes to the next part. Pure functions; each looks at one part's length of text.
 */
import { closesFence, type Fence, openFence } from './fences'
import { INDENT, isBlank } from './lines'

export interface Limits {
  characters: number
  /** Of the text in JSON and UTF-8. */
  bytes: number
}

interface Cut {
  text: string
  start: number
  /** What the part begins with before the text: the opening line of a fence, or ''. */
  opening: string
  limits: Limits
  /** The furthest position allowed, where the limits alone would allow more. */
  atMost?: number
}

/** A good cut counts from half of the room on: shorter parts are more messages, and each costs one API call. */
const MIN_FILL = 1 / 2
/** How far beyond a cut the text is looked at, for the line and for the emoji that may go on there. */
const LOOKAHEAD_CHARACTERS = 200
const LINE_BREAK = /\r\n|\n|\r/g
/** Within a line: the ends of lines are `lineCuts`' to judge. */
const SENTENCE_END = /[。！？…；][”’」』）"')]*|[.!?][”’」』）"')]*[^\S\r\n]+/g
const PHRASE_END = /[^\S\r\n]+|[，、：]/g
/** A dot in code ends no sentence. */
const INLINE_CODE = /`[^`\n]+`/g

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** @returns the best position for a cut, behind `start`; the text's end where it fits */
export function endOfCut({ text, start, opening, limits, atMost = text.length }: Cut): number {
  const end = reach({ text, start, opening, limits, atMost })
  if (end >= text.length) return text.length
  const window = text.slice(start, end)
  const next = text.slice(end, end + LOOKAHEAD_CHARACTERS)
  const earliest = Math.floor(window.length * MIN_FILL)
  const lines = lineCuts(window, next, opening)
  const words = window.replace(INLINE_CODE, (code) => 'x'.repeat(code.length))
  const cut =
    bestLine(lines.filter(({ at }) => at >= earliest)) ??
    lastMatch(SENTENCE_END, words, earliest) ??
    lastMatch(PHRASE_END, words, earliest) ??
    bestLine(lines) ??
    characterCut(window, next, earliest)
  return start + cut
}

/** @returns by how many characters or bytes, whichever is more, the part is over its limits; 0 where it keeps them */
export function overrun(part: string, { characters, bytes }: Limits): number {
  const inJson = Buffer.byteLength(JSON.stringify(part)) - '""'.length
  return Math.max(0, part.length - characters, inJson - bytes)
}

/** The position up to which the text keeps the limits: whole code points, one at least. */
function reach({ text, start, opening, limits, atMost }: Required<Cut>): number {
  const last = Math.min(atMost, start + limits.characters - opening.length)
  let bytes = limits.bytes - Buffer.byteLength(JSON.stringify(opening))
  for (let index = start; index < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0)
    bytes -= bytesInJson(character)
    if (index > start && (bytes < 0 || index + character.length > last)) return index
    index += character.length
  }
  return text.length
}

function bytesInJson(character: string): number {
  if (character >= ' ' && character <= '~') return character === '"' || character === '\\' ? 2 : 1
  return Buffer.byteLength(JSON.stringify(character)) - '""'.length
}

interface LineCut {
  /** Counted from the window's start. */
  at: number
  rank: number
}

/** How good it is to end a message there: more is better. */
const RANK = { withinParagraph: 1, withinCode: 2, lineEnd: 3, paragraphEnd: 4 }

/** The positions after line breaks. Where code would stand alone with its fence is none. */
function lineCuts(window: string, next: string, opening: string): LineCut[] {
  const cuts: LineCut[] = []
  const text = window + next
  let fence = openFence(opening.trimEnd())
  let start = 0
  for (const { 0: lineBreak, index } of text.matchAll(LINE_BREAK)) {
    const at = index + lineBreak.length
    if (at > window.length) break
    const line = text.slice(start, index)
    const following = text.slice(at).split(LINE_BREAK, 1)[0] ?? ''
    const opened = fence ? undefined : openFence(line)
    fence = fence && closesFence(line, fence) ? undefined : (fence ?? opened)
    const isAlone = fence && (opened || closesFence(following, fence))
    if (!isAlone) cuts.push({ at, rank: rankOf(line, following, fence) })
    start = at
  }
  return cuts
}

function rankOf(line: string, following: string, fence: Fence | undefined): number {
  if (fence) return RANK.withinCode
  if (isBlank(line)) return RANK.paragraphEnd
  // `toDingTalkMarkdown` ends a line with two spaces where the paragraph or the list item goes on.
  const goesOn = isBlank(following) || following.startsWith(INDENT) || line.endsWith('  ')
  return goesOn ? RANK.withinParagraph : RANK.lineEnd
}

/** @returns the last of the best */
function bestLine(cuts: LineCut[]): number | undefined {
  return cuts.reduce<LineCut | undefined>(
    (best, cut) => (best && best.rank > cut.rank ? best : cut),
    undefined,
  )?.at
}

/** @returns where the last match ends, looking from `earliest` on */
function lastMatch(pattern: RegExp, words: string, earliest: number): number | undefined {
  let end: number | undefined
  for (const { 0: match, index } of words.slice(earliest).matchAll(pattern))
    end = earliest + index + match.length
  return end
}

/** The last boundary between characters as people count them: not within a flag, a family or a letter with accents. */
function characterCut(window: string, next: string, earliest: number): number {
  const text = window + next
  let cut = window.length
  // Backticks at a message's start might open a fence: they stay behind something, if they are not too many.
  while (cut > earliest && /[`~]/.test(text[cut] ?? '')) cut--
  if (cut === earliest) cut = window.length
  // A character may be longer than a message; then any code point is as good as another.
  return graphemes.segment(text).containing(cut)?.index || window.length
}
