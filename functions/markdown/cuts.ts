/** Where to cut a text that is too long for one message. Each cut looks at no more text than one part has. */
import { closesFence, fenceAfter, openFence } from './fences'
import { INDENT } from './lines'

export interface Limits {
  /** UTF-16 units. */
  characters: number
  /** Bytes of the text in JSON and UTF-8, without the quotes. */
  bytes: number
}

/** Shorter parts than this share of the limits are avoided: each part costs one API call. */
const MIN_FILL = 1 / 2
/** The text behind the limits is looked at for the next line and for the rest of an emoji. */
const LOOKAHEAD_CHARACTERS = 200
/** Sentences and phrases end within a line. */
const SENTENCE_END = /[。！？…；][”’」』）"')]*|[.!?][”’」』）"')]*[^\S\r\n]+/g
const PHRASE_END = /[^\S\r\n]+|[，、：]/g
/** A dot in code ends no sentence. */
const INLINE_CODE = /`[^`\n]+`/g

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * @param start the index of the part's first character in the text
 * @param opening what the part begins with before that: the opening line of a fence with its line break, or ''
 * @returns the index of the next part's first character, greater than `start`; the text's length if the rest fits
 */
export function findCut(text: string, start: number, opening: string, limits: Limits): number {
  const end = furthestEnd(text, start, {
    characters: limits.characters - opening.length,
    bytes: limits.bytes - bytesInJson(opening),
  })
  if (end === text.length) return end
  const window = text.slice(start, end)
  const next = text.slice(end, end + LOOKAHEAD_CHARACTERS)
  const earliest = Math.floor(window.length * MIN_FILL)
  const words = window.replace(INLINE_CODE, (code) => 'x'.repeat(code.length))
  const cut =
    lineCut(window, next, opening, earliest) ??
    lastMatch(SENTENCE_END, words, earliest) ??
    lastMatch(PHRASE_END, words, earliest) ??
    lineCut(window, next, opening, 1) ??
    // A character may be longer than a message. It is cut between code points then.
    (graphemes.segment(window + next).containing(window.length)?.index || window.length)
  return start + cut
}

/** @returns the length of a text in JSON and UTF-8, in bytes, without the quotes */
export function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - '""'.length
}

/** @returns the greatest index up to which the text keeps the limits; not within a surrogate pair */
function furthestEnd(text: string, start: number, { characters, bytes }: Limits): number {
  let left = bytes
  let end = start
  for (const character of text.slice(start, start + characters)) {
    left -= bytesInJson(character)
    if (left < 0) break
    end += character.length
  }
  const isInPair = /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(end - 1, end + 1))
  return isInPair ? end - 1 : end
}

/** How good it is to end a message there; the greatest is the best. */
const RANK = { withinParagraph: 1, withinCode: 2, lineEnd: 3, paragraphEnd: 4 }

/** @returns the last of the best line ends from `earliest` on; none that leaves a fence without code in it */
function lineCut(window: string, next: string, opening: string, earliest: number): number | undefined {
  const lines = (window + next).split('\n')
  let best = { at: 0, rank: 0 }
  let fence = openFence(opening.trimEnd())
  let at = 0
  for (const [index, line] of lines.entries()) {
    at += line.length + 1
    if (at > window.length) break
    const following = lines[index + 1] ?? ''
    const before = fence
    fence = fenceAfter(line, fence)
    const isWithoutCode = fence && (!before || closesFence(following, fence))
    const rank = fence ? RANK.withinCode : rankOf(line, following)
    if (!isWithoutCode && at >= earliest && rank >= best.rank) best = { at, rank }
  }
  return best.at || undefined
}

function rankOf(line: string, following: string): number {
  if (line.trim() === '') return RANK.paragraphEnd
  // `toDingTalkMarkdown` ends a line with two spaces where the paragraph or the list item continues.
  const continues = following.trim() === '' || following.startsWith(INDENT) || line.endsWith('  ')
  return continues ? RANK.withinParagraph : RANK.lineEnd
}

/** @returns where the last match ends, from `earliest` on */
function lastMatch(pattern: RegExp, words: string, earliest: number): number | undefined {
  const match = Array.from(words.slice(earliest).matchAll(pattern)).at(-1)
  return match && earliest + match.index + match[0].length
}
