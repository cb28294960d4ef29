/**
 * A GFM table → blocks that a phone can show: not every DingTalk client draws tables, and most are too wide.
 *
 *     | 参数 | 说明 |          **参数：说明**
 *     |---|---|         →
 *     | port | 端口 |        - **port**：端口
 *
 *     | 城市 | 气温 | 天气 |    - **城市**：北京
 *     |---|---|---|     →    　**气温**：12℃
 *     | 北京 | 12℃ | 晴 |      　**天气**：晴
 *
 * Every header and every cell is in the list. Headers that would make the table too long stand above the list instead.
 */
import { INDENT, trimSpaces } from './lines'
import type { Block } from './types'

/** Tables of up to so many columns become one line per row. */
const NARROW_COLUMNS = 2
/** A table may become so many times as long. In one of single letters the headers and their marks take about 5. */
const MAX_GROWTH = 8
/** Characters around a repeated header: stars, a colon, a line break, indentation. */
const MARK_CHARACTERS = 9

/**
 * @param header the row above the delimiter row
 * @param rows the rows below it; a row may have fewer or more cells than the header
 */
export function tableToBlocks(header: string, rows: string[]): Block[] {
  const names = splitRow(header)
  const cells = rows.map(splitRow).filter((row) => row.some(Boolean))
  const repeated = (header.length + MARK_CHARACTERS * names.length) * cells.length
  const written = rows.reduce((sum, row) => sum + row.length, header.length)
  if (names.length > NARROW_COLUMNS && cells.length > 0 && repeated <= MAX_GROWTH * written) {
    return [toList(cells.map((row) => wideRow(names, row)))]
  }
  const title = bold(names.map(withoutStars).filter(Boolean).join('：'))
  return [{ kind: 'paragraph', text: title }, toList(cells.map(narrowRow), false)]
}

/** The first cell names the row; the others follow it. */
function narrowRow(row: string[]): string {
  const [name = '', ...values] = row.filter(Boolean)
  return values.length > 0 ? `${bold(name)}：${values.join('；')}` : name
}

function wideRow(names: string[], row: string[]): string {
  const pairs = row.map((cell, column) => (names[column] && cell ? `${bold(names[column])}：${cell}` : cell))
  return pairs.filter(Boolean).join(`\n${INDENT}`)
}

function toList(texts: string[], loose = true): Block {
  const items = texts.map((text): Block[] => [{ kind: 'paragraph', text }])
  return { kind: 'list', ordered: false, start: 0, loose, items }
}

/** Splits at each `|`. `\|` stands for the character, in code too (GFM, "Tables"). */
function splitRow(row: string): string[] {
  const cells = trimSpaces(row).split(/(?<!\\)\|/)
  if (cells.length > 1 && cells[0] === '') cells.shift()
  if (cells.length > 1 && cells.at(-1) === '') cells.pop()
  return cells.map((cell) => trimSpaces(cell.replaceAll('\\|', '|')))
}

/** Makes a text bold unless it has marks that the stars could clash with. */
function bold(text: string): string {
  const plain = withoutStars(text)
  return plain && !/[*`<[\]\\]|(?<!\w)_|_(?!\w)|&nbsp;/.test(plain) ? `**${plain}**` : text
}

const withoutStars = (text: string) => (/^\*\*[^*]+\*\*$/.test(text) ? text.slice(2, -2) : text)
