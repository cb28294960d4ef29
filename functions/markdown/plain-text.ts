/** Markdown in the form that `toDingTalkMarkdown` gives it → its words, and as many as fit into one line of a phone. */
import { type Fence, fenceAfter } from './fences'
import { INDENT } from './lines'
import { RULE } from './write'

/** UTF-16 units, because accents take no column: DingTalk limits a message's bytes. */
const MAX_CHARACTERS = 200
/** More text than that is segmented, to find where its last character ends. */
const LOOKAHEAD_CHARACTERS = 100
/** `trim` keeps zero-width spaces and the like. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u
const ELLIPSIS = '…'
/** From here on (Korean, Chinese, full-width signs, emoji) a character takes two columns. */
const FIRST_WIDE_CODE_POINT = 0x1100

const LINE_MARKS = new RegExp(`^(?:> ?)*(?:#{1,6} |- )?(?:${INDENT}|[◦▪▫☐☑] )*`)
const INLINE_MARKS = new RegExp(
  [
    /(`+) ?(?<code>.+?) ?\1(?!`)/,
    /!?\[(?<label>[^[\]]*)\]\([^()\s]*\)/,
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /&(?<entity>lt|gt|amp);/,
    /\*\*|~~/,
    /\*(?=[\p{L}\p{N}“"'(（《])(?<italic>[^*]*[^\s*])\*/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
)
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&' }

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** @returns the words without code blocks and rules; '' where there are no others */
export function toPlainText(markdown: string): string {
  const words: string[] = []
  let fence: Fence | undefined
  for (const line of markdown.split('\n')) {
    const before = fence
    fence = fenceAfter(line, fence)
    if (!before && !fence && line !== RULE) words.push(withoutMarks(line.replace(LINE_MARKS, '')))
  }
  return words.join(' ')
}

/**
 * @param columns a Chinese character and an emoji take two, a Latin letter one
 * @returns one line, with an ellipsis where something is left out; cut between characters as people count them
 */
export function toOneLine(words: string, columns: number): string {
  const line = words.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  if (!VISIBLE.test(line)) return ''
  let taken = 0
  let end = 0
  for (const { segment, index } of graphemes.segment(line.slice(0, MAX_CHARACTERS + LOOKAHEAD_CHARACTERS))) {
    const next = index + segment.length
    taken += columnsOf(segment)
    if (next > MAX_CHARACTERS || taken > columns) break
    if (next === line.length) return line
    if (taken <= columns - columnsOf(ELLIPSIS)) end = next
  }
  return end > 0 ? line.slice(0, end).trimEnd() + ELLIPSIS : ''
}

function withoutMarks(text: string): string {
  return text.replace(INLINE_MARKS, (...match) => {
    const { code, label, escaped, entity, italic } = match.at(-1) as Record<string, string | undefined>
    if (label ?? italic) return withoutMarks(label ?? italic ?? '')
    return code ?? escaped ?? ENTITIES[entity ?? ''] ?? ''
  })
}

const columnsOf = (segment: string) => ((segment.codePointAt(0) ?? 0) < FIRST_WIDE_CODE_POINT ? 1 : 2)
