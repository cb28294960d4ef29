/**
 * What a language model writes → what people can read in DingTalk on a phone.
 * DingTalk documents a small part of markdown: headings, quotes, bold, italic, links, pictures and lists ("message types
 * of a robot", sampleMarkdown). Everything else a model writes is turned into that, or into text that reads well.
 * Pure functions of a string; none throws, whatever the string, and time grows with its length only.
 */
import { parseBlocks } from './blocks'
import { isDelimiterRow } from './lines'
import { toOneLine, toPlainText } from './plain-text'
import type { References } from './types'
import { writeBlocks } from './write'

/**
 * An answer in CommonMark or GFM → markdown that DingTalk's clients show.
 * Code stays byte for byte; outside of it no `<` is left. Doing it twice changes nothing more, as far as tests can tell
 * (of random heaps of marks, one in a million gets another escape).
 */
export function toDingTalkMarkdown(markdown: string): string {
  const references: References = new Map()
  const lines = markdown.split(/\r\n|\n|\r/)
  // A line break at the text's end begins no further line: an open fence would take it for code.
  if (lines.at(-1) === '') lines.pop()
  const blocks = parseBlocks(lines, references)
  return writeBlocks(blocks, references)
}

/** Marks that a reader would miss, or stumble over, in a plain text message. */
const MARKS = [
  // Headings, quotes, lists, fences; rules and underlines.
  /^ {0,3}(?:#{1,6}[ \t]+\S|>|[-+*][ \t]+\S|\d{1,9}[.)][ \t]+\S|```|~~~)/m,
  /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)$/m,
  // Bold, struck out, italic. One star is a times sign between numbers and a wildcard in names.
  /\*\*(?![\s*])[^*\n]*[^\s*]\*\*/,
  /(?<!\w)__(?![\s_]|\w+__)[^_\n]*[^\s_]__(?!\w)/,
  /~~(?![\s~])[^~\n]*[^\s~]~~/,
  /(?<![\w*\\])\*(?=[\p{L}\p{N}“"'(（《])[^*\n]*[^\s*\\]\*(?![\w*])/u,
  // Code, links and pictures, line breaks, entities, escapes, LaTeX.
  /`[^`\n]+`/,
  /\[[^[\]\n]*\]\([^\s()]+\)/,
  /<(?:https?:\/\/|mailto:|br[ \t]*\/?>)/i,
  /&(?:nbsp|lt|gt|amp|quot|#\d{1,7});/,
  /\\[*_`]/,
  /\$\$[^$\n]+\$\$/,
]
const MATHS = [
  ['\\(', '\\)'],
  ['\\[', '\\]'],
]

/** Does the answer use markdown at all? Plain sentences are better sent as text, where nothing is taken for a mark. */
export function hasMarkdown(text: string): boolean {
  return (
    MARKS.some((mark) => mark.test(text)) ||
    MATHS.some((ends) => ends.every((end) => text.includes(end))) ||
    text.split('\n').some(isDelimiterRow)
  )
}

/** Enough of an answer to find its first words in: a title costs no more than this, however long the answer. */
const TITLE_SOURCE_CHARACTERS = 2_000
/** One line of a phone's notification: 20 Chinese characters, or 40 Latin ones. */
const TITLE_COLUMNS = 40

/**
 * An answer's first words as plain text in one line: what the notification on a phone shows. At most 20 Chinese or 40
 * Latin characters and 200 UTF-16 units, an emoji never cut in half, with an ellipsis where something is left out.
 * @param fallback where the answer has no words of its own: it is empty, or only code
 */
export function toTitle(text: string, fallback = '…'): string {
  const source = text.slice(0, TITLE_SOURCE_CHARACTERS)
  const words = hasMarkdown(source) ? toPlainText(toDingTalkMarkdown(source)) : source
  return toOneLine(words, TITLE_COLUMNS) || fallback
}
