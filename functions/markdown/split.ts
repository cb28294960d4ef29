/**
 * A long answer → parts that DingTalk accepts, each a message of its own. A part that ends inside a code fence closes
 * it, and the next part opens it again. Each cut looks at no more text than one part has, so time is linear.
 */
import { closesFence, type Fence, fenceAfter, INDENT, MAX_FENCE_MARKS, readOpeningFence } from './lines'

/** Bots in use send 3,500 to 3,800 UTF-16 units. */
export const MAX_PART_CHARACTERS = 3_800
/**
 * With three bytes for each Chinese one that is 11,400 bytes. The group API takes 15,000 bytes; 1,500 are for what shares
 * the message: JSON, quotes, a title (600 bytes at most), its number, an @ or a hint.
 */
export const PART_LIMITS = { characters: MAX_PART_CHARACTERS, bytes: 15_000 - 1_500 }
/** A longer opening line is opened again without its info, which is no language then. */
const MAX_OPENING_CHARACTERS = 100
/** For a closing line besides its marks: a line break (two bytes in JSON) and three spaces. */
const CLOSING_ROOM = 5
/** Shorter parts than this share of the limits are avoided: each part costs one API call. */
const MIN_FILL = 1 / 2
/** The text behind the limits is looked at for the next line and for the rest of an emoji, code or link. */
const LOOKAHEAD_CHARACTERS = 3_500
/** Sentences and phrases end within a line. */
const SENTENCE_END = /[。！？…；][”’」』）"')]*|[.!?][”’」』）"')]*[^\S\r\n]+/g
const PHRASE_END = /[^\S\r\n]+|[，、：]/g
/** Inline code and links, which the converter keeps shorter than a part: cut in two, code would become links. */
const UNCUT = /(?<!`)(`+)(?!`)[^\n]{1,1000}?(?<!`)\1(?!`)|\[[^[\]\n]{1,1200}\]\([^()\s]{1,2000}\)/g

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Cuts after a paragraph, else a line, else a sentence, else a word, else a character as people count them.
 * @param limits at least 300 UTF-16 units and 2,000 bytes in JSON, which have room for an opening and a closing line
 * @param minFill the least share of the limits that a part fills, where the text has a place to cut it
 * @param first the limits of the first part
 * @returns the parts in order, none empty, every code fence closed within its part; `[]` for `''`
 */
export function splitIntoParts(
  text: string,
  limits = PART_LIMITS,
  minFill = MIN_FILL,
  first = limits,
): string[] {
  const isShort = text.length <= first.characters && bytesInJson(text) <= first.bytes
  if (isShort && !openFenceOf(text)) return text ? [text] : []
  const closingRoom = closingRoomFor(text)
  const parts: string[] = []
  let opening = ''
  for (let start = 0; start < text.length; ) {
    const most = parts.length === 0 ? first : limits
    const characters = most.characters - closingRoom - opening.length
    const bytes = most.bytes - closingRoom - bytesInJson(opening)
    const end = findCut(text, start, furthestEnd(text, start, characters, bytes), opening, minFill)
    const shown = opening + text.slice(start, end)
    const fence = openFenceOf(shown)
    parts.push(fence ? withClosing(shown, fence) : shown)
    opening = fence ? openingOf(fence) : ''
    start = end
  }
  return parts
}

/** @returns the characters that a closing line may take, 0 for a text without fences */
function closingRoomFor(text: string): number {
  // Not at a line's start alone: a part may begin within a line.
  const runs = text.match(/`{3,}|~{3,}/g) ?? []
  const longest = runs.reduce((max, run) => Math.max(max, run.length), 0)
  return longest > 0 ? CLOSING_ROOM + Math.min(longest, MAX_FENCE_MARKS) : 0
}

/** @returns the fence that is open at the end of a text, or undefined */
function openFenceOf(text: string): Fence | undefined {
  let fence: Fence | undefined
  for (const line of text.split('\n')) fence = fenceAfter(line, fence)
  return fence && fence.marker.length <= MAX_FENCE_MARKS ? fence : undefined
}

function withClosing(shown: string, { indent, marker }: Fence): string {
  return `${shown}${shown.endsWith('\n') ? '' : '\n'}${indent}${marker}`
}

function openingOf({ line, indent, marker }: Fence): string {
  return `${line.length <= MAX_OPENING_CHARACTERS ? line : indent + marker}\n`
}

/** @returns the length of a text in JSON and UTF-8, without the quotes */
function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - '""'.length
}

/** @returns the greatest index up to which the text keeps the limits; not within a surrogate pair */
function furthestEnd(text: string, start: number, characters: number, bytes: number): number {
  let left = bytes
  let end = start
  while (end < text.length) {
    const character = String.fromCodePoint(text.codePointAt(end) ?? 0)
    left -= bytesInJson(character)
    if (left < 0 || end + character.length > start + characters) break
    end += character.length
  }
  return end
}

/**
 * @param end the greatest index that keeps the limits
 * @param opening the opening line of a fence with its line break, which stands before `start`; or ''
 * @returns the index of the next part's first character, greater than `start`
 */
function findCut(text: string, start: number, end: number, opening: string, minFill: number): number {
  if (end === text.length) return end
  const window = text.slice(start, end)
  const next = text.slice(end, end + LOOKAHEAD_CHARACTERS)
  const earliest = Math.floor(window.length * minFill)
  const words = (window + next).replace(UNCUT, (all) => 'x'.repeat(all.length)).slice(0, window.length)
  const cut =
    lineCut(window, next, opening, earliest) ??
    lastMatch(SENTENCE_END, words, earliest) ??
    lastMatch(PHRASE_END, words, earliest) ??
    lineCut(window, next, opening, 1) ??
    characterCut(window + next, window.length)
  return start + cut
}

/** @returns the last index up to `length` that is not within inline code, a link or a character */
function characterCut(text: string, length: number): number {
  for (const { index, 0: uncut } of text.matchAll(UNCUT)) {
    if (index > 0 && index < length && index + uncut.length > length) return index
  }
  // A character may be longer than a message. It is cut between code points then.
  return graphemes.segment(text).containing(length)?.index || length
}

/** @returns the last of the best line ends from `earliest` on; none that leaves a fence without code in it */
function lineCut(window: string, next: string, opening: string, earliest: number): number | undefined {
  const lines = (window + next).split('\n')
  let best = { at: 0, rank: 0 }
  let fence = readOpeningFence(opening.trimEnd())
  let at = 0
  for (const [index, line] of lines.entries()) {
    at += line.length + 1
    if (at > window.length) break
    const following = lines[index + 1] ?? ''
    const before = fence
    fence = fenceAfter(line, fence)
    const isWithoutCode = fence && (!before || closesFence(following, fence))
    const rank = rankOf(line, following, fence)
    if (!isWithoutCode && at >= earliest && rank >= best.rank) best = { at, rank }
  }
  return best.at || undefined
}

/** How good it is to end a message there, from 1 within a paragraph to 4 at its end. */
function rankOf(line: string, following: string, fence: Fence | undefined): number {
  if (fence) return 2
  if (line.trim() === '') return 4
  // `toDingTalkMarkdown` ends a line with two spaces where the paragraph or the list item continues.
  const continues = following.trim() === '' || following.startsWith(INDENT) || line.endsWith('  ')
  return continues ? 1 : 3
}

/** @returns where the last match ends, from `earliest` on */
function lastMatch(pattern: RegExp, words: string, earliest: number): number | undefined {
  const match = Array.from(words.slice(earliest).matchAll(pattern)).at(-1)
  return match && earliest + match.index + match[0].length
}
