/**
 * What a single line of markdown is: a heading, a rule, a list marker and so on (CommonMark 0.31; tables from GFM).
 * Only space and tab count as white space: the full-width space (U+3000) is this project's indentation on phones.
 * Every pattern is anchored and reads its line once, so time is linear.
 */

/** A code fence (section 4.5). */
export interface Fence {
  /** The whole opening line. */
  line: string
  /** Up to three spaces before the marker. */
  indent: string
  /** Three or more backticks or tildes. */
  marker: string
  /** The text after the marker, usually the language. */
  info: string
}

export interface ListMarker {
  ordered: boolean
  /** The number of an ordered item, else 0. */
  start: number
  /** Columns before the marker. */
  indent: number
  /** Columns before the item's text; the item's other lines are indented by as many. */
  width: number
  /** The rest of the line. */
  text: string
}

/** One level of indentation that clients keep: markdown does not count it as white space. */
export const INDENT = '\u3000'

/** The converter writes no longer fences; parts of an answer close none that are longer. */
export const MAX_FENCE_MARKS = 100

const LIST_MARKER = /^( {0,3})([-+*]|\d{1,9}[.)])([ \t]+|$)/
const DELIMITER_ROW = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/
const TAB_COLUMNS = 4

/** The line is empty or white space. */
export const isBlank = (line: string): boolean => /^[ \t]*$/.test(line)

/** The line is a thematic break such as `---`. */
export const isRule = (line: string): boolean => /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/.test(line)

/** The line is the row under a table's header. It has a `|` or a `:`; dashes alone are an underline or a rule. */
export const isDelimiterRow = (line: string): boolean =>
  /[|:]/.test(line) && DELIMITER_ROW.test(trimSpaces(line))

/** @returns the level of the heading that this line underlines, or undefined */
export function underlineLevel(line: string): number | undefined {
  if (!/^ {0,3}(?:=+|-+)[ \t]*$/.test(line)) return undefined
  return line.includes('=') ? 1 : 2
}

/** @returns the heading without its opening and closing `#`, or undefined */
export function headingOf(line: string): { level: number; text: string } | undefined {
  const [, marks, rest = ''] = /^ {0,3}(#{1,6})(?:[ \t](.*))?$/s.exec(line) ?? []
  // The hash of `C#` belongs to the word.
  if (!marks) return undefined
  return { level: marks.length, text: trimSpaces(trimSpaces(rest).replace(/(?:^|[ \t])#+$/, '')) }
}

/** @returns the line without its `>`, or undefined for a line without one */
export const unquote = (line: string): string | undefined => /^ {0,3}>[ \t]?(.*)$/s.exec(line)?.[1]

/** @returns the list marker that the line begins with, or undefined */
export function listMarkerOf(line: string): ListMarker | undefined {
  const match = LIST_MARKER.exec(line)
  if (!match || isRule(line)) return undefined
  const [, before = '', marker = '', after = ''] = match
  const end = before.length + marker.length
  const gap = columnsOf(after, end)
  // Five columns and more are one column and indented code; an item without text has a gap of one column.
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
 * Tells whether the line begins a block.
 * @param inParagraph text stands on the line before: of list items only a bullet or the number 1, with text, may follow
 */
export function startsBlock(line: string, inParagraph: boolean): boolean {
  if (isLeafBlock(line) || unquote(line) !== undefined) return true
  const marker = listMarkerOf(line)
  if (!marker || !inParagraph) return marker !== undefined
  return !isBlank(marker.text) && (!marker.ordered || marker.start === 1)
}

/** The line is a heading, a rule or a fence: text on the next line does not continue it. */
export const isLeafBlock = (line: string): boolean =>
  headingOf(line) !== undefined || isRule(line) || readOpeningFence(line) !== undefined

/** @returns the fence that this line opens, or undefined */
export function readOpeningFence(line: string): Fence | undefined {
  const match = /^( {0,3})(`{3,}|~{3,})(.*)$/s.exec(line)
  if (!match) return undefined
  const [, indent = '', marker = '', rest = ''] = match
  // ```like this``` is inline code.
  if (marker.startsWith('`') && rest.includes('`')) return undefined
  return { line, indent, marker, info: rest.trim() }
}

/** Tells whether the line closes the fence: the fence's own character, at least as often, and nothing else. */
export function closesFence(line: string, fence: Fence): boolean {
  const run = /^ {0,3}(`+|~+)[ \t\r]*$/.exec(line)?.[1] ?? ''
  return run.startsWith(fence.marker)
}

/** @returns the fence that is open after the line, given the one that was open before it */
export function fenceAfter(line: string, fence: Fence | undefined): Fence | undefined {
  if (!fence) return readOpeningFence(line)
  return closesFence(line, fence) ? undefined : fence
}

/** @returns the columns of white space that the line begins with */
export const indentOf = (line: string): number => columnsOf(/^[ \t]*/.exec(line)?.[0] ?? '', 0)

/** Removes up to `columns` columns of white space from the start of a line that begins at column `from`. */
export function dedent(line: string, columns: number, from = 0): string {
  let column = 0
  let index = 0
  for (; column < columns && isSpace(line[index]); index++)
    column += columnsOf(line[index] ?? '', from + column)
  // Of a tab that is wider than asked for, the rest stays as spaces.
  return ' '.repeat(Math.max(0, column - columns)) + line.slice(index)
}

/** Trims spaces and tabs. Without the lookbehind, spaces inside a line would take quadratic time. */
export const trimSpaces = (text: string): string => text.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '')

/** A tab reaches to the next multiple of four columns. */
function columnsOf(space: string, from: number): number {
  let column = from
  for (const character of space) column += character === '\t' ? TAB_COLUMNS - (column % TAB_COLUMNS) : 1
  return column - from
}

const isSpace = (character: string | undefined) => character === ' ' || character === '\t'
