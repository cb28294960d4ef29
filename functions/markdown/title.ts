/** The title of an answer: its first words, for the notification on a phone. */
import { INDENT } from './lines'
import { hasMarkdown, toDingTalkMarkdown } from './markdown'
import { RULE } from './write'

/** The title is made of the beginning of an answer, which bounds the time for long ones. */
const MAX_SOURCE_CHARACTERS = 2_000
/** One line of a phone's notification: 20 Chinese or 40 Latin characters. */
const MAX_COLUMNS = 40
/** UTF-16 units, because accents take no column: DingTalk limits a message's bytes. */
const MAX_CHARACTERS = 200
/** `trim` keeps zero-width spaces and the like. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u
const ELLIPSIS = '…'
const ELLIPSIS_COLUMNS = 2
/** From here on (Korean, Chinese, full-width signs, emoji) a character takes two columns. */
const FIRST_WIDE_CODE_POINT = 0x1100

const CODE_BLOCK = /^(`{3,})[^`\n]*\n(?:[\s\S]*?\n)??\1$/gm
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
/** Marks that text may still have, as characters that are none. The `#` of `C#` is part of a name. */
const MARKS: [mark: RegExp, other: string][] = [
  [/(?<![a-z\d])#/gi, '＃'],
  [/\*/g, '＊'],
  [/~/g, '～'],
  [/\|/g, '｜'],
  [/\[/g, '［'],
  [/\]/g, '］'],
  [/`/g, 'ˋ'],
]
/** Bold or struck text that does not begin or end here, and a `*` beside a Chinese word; `2**3` and `*.ts` stay. */
const LONE_MARKS =
  /(?<![a-z\d])(?:\*{2,}|~{2,})(?=[^\s*~])|(?<=\S)(?:\*{2,}|~{2,})(?![a-z\d])|(?<![^\s\p{P}])\*(?=\p{Script=Han})|(?<=\p{Script=Han})\*(?![^\s\p{P}])/giu
const HEADING = /^(?:> ?)*#{1,6} /
const PUNCTUATION_END = /[\p{P}\p{S}]$/u
const WIDE_END = /[\u1100-\uffff]$/
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&' }

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * The first words of an answer as plain text in one line: at most 20 Chinese or 40 Latin characters and 200 UTF-16 units,
 * with an ellipsis where it is cut between characters as people count them.
 * @param fallback for an answer without words: an empty one, or only code
 */
export function toTitle(text: string, fallback = '…'): string {
  const source = text.slice(0, MAX_SOURCE_CHARACTERS)
  const words = hasMarkdown(source) ? toPlainText(toDingTalkMarkdown(source)) : source
  const line = MARKS.reduce((text, [mark, other]) => text.replace(mark, other), words.replace(LONE_MARKS, ''))
  return toOneLine(line) || fallback
}

/** Takes the marks off what `toDingTalkMarkdown` wrote, and leaves code blocks and rules out. */
function toPlainText(markdown: string): string {
  let text = ''
  let isAfterHeading = false
  for (const line of markdown.replace(CODE_BLOCK, '').split('\n')) {
    const words = line === RULE ? '' : withoutMarks(line.replace(LINE_MARKS, '')).trim()
    if (!words) continue
    text += (text && (isAfterHeading ? afterHeading(text) : ' ')) + words
    isAfterHeading = HEADING.test(line)
  }
  return text
}

/** A heading and the text under it are two phrases. */
function afterHeading(text: string): string {
  if (PUNCTUATION_END.test(text)) return ' '
  return WIDE_END.test(text) ? '：' : ': '
}

function withoutMarks(text: string): string {
  return text.replace(INLINE_MARKS, (...match) => {
    const { code, label, escaped, entity, italic } = match.at(-1) as Record<string, string | undefined>
    if (label ?? italic) return withoutMarks(label ?? italic ?? '')
    return code ?? escaped ?? ENTITIES[entity ?? ''] ?? ''
  })
}

function toOneLine(words: string): string {
  const line = words.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  if (!VISIBLE.test(line)) return ''
  let columns = 0
  let end = 0
  for (const { segment, index } of graphemes.segment(line)) {
    const next = index + segment.length
    columns += (segment.codePointAt(0) ?? 0) < FIRST_WIDE_CODE_POINT ? 1 : 2
    if (next > MAX_CHARACTERS || columns > MAX_COLUMNS) break
    if (next === line.length) return line
    if (columns <= MAX_COLUMNS - ELLIPSIS_COLUMNS) end = next
  }
  return end > 0 ? line.slice(0, end).trimEnd() + ELLIPSIS : ''
}
