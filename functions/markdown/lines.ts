/**
 * What a single line of markdown says about itself. Plain strings in, plain facts out.
 * Only space and tab count as white space: the full-width space (U+3000) is how this project indents for phones.
 * Every pattern is anchored and reads its line once, so that a hostile line costs no more than its length.
 */
import { openFence } from './fences'

export interface ListMarker {
  ordered: boolean
  /** The number an ordered item begins with. */
  start: number
  /** Columns before the marker. */
  indent: number
  /** Columns up to the item's text: what its further lines are indented by. */
  width: number
  /** The first line of the item's own text. */
  text: string
}

/** A level of indentation that clients keep: one Chinese character wide, and no white space to markdown. */
export const INDENT = '\u3000'

/** Most lines of an answer are text: this tells them in one look. */
const PLAIN_TEXT = /^ {0,3}[^\s\d#>*+\-_=`~|:<$\\]/
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]|$)/
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/
const QUOTE = /^ {0,3}>[ \t]?/
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/
const LIST_MARKER = /^( {0,3})([-+*]|\d{1,9}[.)])([ \t]+|$)/
const DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/
/** Display maths stands between these, each on a line of its own. */
const MATHS = new Map([
  ['\\[', '\\]'],
  ['$$', '$$'],
])
const TAB_COLUMNS = 4

/** No block begins with this line, whatever stands around it. */
export const isPlainText = (line: string): boolean => PLAIN_TEXT.test(line)

export const isBlank = (line: string): boolean => /^[ \t]*$/.test(line)

/** A line of nothing but `<br>`: what models use as an empty line. */
export const isSpacer = (line: string): boolean => /^[ \t]*(?:<br[ \t]*\/?>[ \t]*)+$/i.test(line)

export const isRule = (line: string): boolean => RULE.test(line)

/** The row under a table's header. One dash run alone is an underline or a rule: a table's row has a `|` or a `:`. */
export const isDelimiterRow = (line: string): boolean =>
  /[|:]/.test(line) && DELIMITER_ROW.test(trimSpaces(line))

/** @returns the line that would end the display maths which this line begins, or undefined */
export const mathsCloserOf = (line: string): string | undefined => MATHS.get(trimSpaces(line))

/** @returns the heading level that the underline stands for, or undefined */
export function underlineLevel(line: string): 1 | 2 | undefined {
  const mark = UNDERLINE.exec(line)?.[1]
  if (!mark) return undefined
  return mark.startsWith('=') ? 1 : 2
}

export function headingOf(line: string): { level: number; text: string } | undefined {
  const match = HEADING.exec(line)
  if (!match) return undefined
  const text = trimSpaces(line.slice(match[0].length))
  return { level: match[1]?.length ?? 1, text: trimSpaces(text.slice(0, text.length - closingHashes(text))) }
}

/** @returns how many characters at the end are a heading's closing `##` */
export function closingHashes(text: string): number {
  let start = text.length
  while (text[start - 1] === '#') start--
  return start === 0 || isSpace(text[start - 1]) ? text.length - start : 0
}

/** @returns the line without its `>`, or undefined where there is none */
export function unquote(line: string): string | undefined {
  const match = QUOTE.exec(line)
  return match ? line.slice(match[0].length) : undefined
}

export function listMarkerOf(line: string): ListMarker | undefined {
  const match = LIST_MARKER.exec(line)
  if (!match || isRule(line)) return undefined
  const [, before = '', marker = '', after = ''] = match
  const end = before.length + marker.length
  const gap = columnsOf(after, end)
  // Five columns and more are one column and then indented code; an empty item has its text one column on.
  const padding = match[0].length === line.length || gap > TAB_COLUMNS ? 1 : gap
  return {
    ordered: /\d/.test(marker),
    start: Number.parseInt(marker, 10) || 0,
    indent: before.length,
    width: end + padding,
    text: dedent(line.slice(end), padding, end),
  }
}

/**
 * Does the line begin a block of its own?
 * @param inParagraph whether text stands before it: then only `1.` starts a numbered list and nothing starts an empty one
 */
export function startsBlock(line: string, inParagraph: boolean): boolean {
  if (isPlainText(line)) return false
  if (isLeafBlock(line) || unquote(line) !== undefined) return true
  const marker = listMarkerOf(line)
  return marker !== undefined && !(inParagraph && !interruptsText(marker))
}

export function interruptsText(marker: ListMarker): boolean {
  return !isBlank(marker.text) && (!marker.ordered || marker.start === 1)
}

/** A heading, rule or fence: text on the next line is no continuation of it. */
export function isLeafBlock(line: string): boolean {
  if (isPlainText(line)) return false
  return HEADING.test(line) || isRule(line) || openFence(line) !== undefined
}

/** Columns of white space that the line begins with; a tab reaches to the next multiple of four. */
export function indentOf(line: string): number {
  return columnsOf(/^[ \t]*/.exec(line)?.[0] ?? '', 0)
}

/** Takes up to `columns` columns of white space from the line's start, which stands at column `from`. */
export function dedent(line: string, columns: number, from = 0): string {
  let column = 0
  let index = 0
  for (; column < columns && isSpace(line[index]); index++) {
    column += line[index] === '\t' ? TAB_COLUMNS - ((from + column) % TAB_COLUMNS) : 1
  }
  // A tab that reaches further than asked leaves the rest of its width behind.
  return ' '.repeat(Math.max(0, column - columns)) + line.slice(index)
}

/** Trims spaces and tabs only. Not a pattern: `[ \t]+$` takes quadratic time on a long run inside a line. */
export function trimSpaces(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text[start])) start++
  while (end > start && isSpace(text[end - 1])) end--
  return text.slice(start, end)
}

function columnsOf(space: string, from: number): number {
  let column = from
  for (const character of space) column += character === '\t' ? TAB_COLUMNS - (column % TAB_COLUMNS) : 1
  return column - from
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
