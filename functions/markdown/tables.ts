/**
 * A GFM table → blocks that a phone can show. Not every client draws tables, and a phone is too narrow for most.
 *
 *     | 参数 | 说明 |          **参数：说明**
 *     |---|---|         →
 *     | port | 端口 |        - **port**：端口
 *
 *     | 城市 | 气温 | 天气 |    - **城市**：北京
 *     |---|---|---|     →    　**气温**：12℃
 *     | 北京 | 12℃ | 晴 |      　**天气**：晴
 *
 * Nothing is lost: every header and every cell is in the list. Raw texts in, blocks with raw texts out.
 */
import type { Block } from './blocks'
import { INDENT, trimSpaces } from './lines'

/** So many columns stand in one line of a phone. */
const NARROW_COLUMNS = 2

/**
 * @param header the row above the delimiter row
 * @param rows the rows below it; a row may have fewer or more cells than the header
 */
export function tableToBlocks(header: string, rows: string[]): Block[] {
  const names = splitRow(header)
  const cells = rows.map(splitRow).filter((row) => row.some(Boolean))
  if (names.length > NARROW_COLUMNS && cells.length > 0) {
    const texts = cells.map((row) => wideRow(names, row))
    return [toList(texts, true)]
  }
  const title = bold(names.map(withoutStars).filter(Boolean).join('：'))
  const list = toList(cells.map(narrowRow), false)
  return title ? [{ kind: 'paragraph', text: title }, list] : [list]
}

/** One or two columns: the first cell names the row. More cells than that follow as they are. */
function narrowRow(row: string[]): string {
  const [name = '', ...values] = row.filter(Boolean)
  return values.length > 0 ? `${bold(name)}：${values.join('；')}` : name
}

function wideRow(names: string[], row: string[]): string {
  const pairs = row.map((cell, column) => (names[column] && cell ? `${bold(names[column])}：${cell}` : cell))
  return pairs.filter(Boolean).join(`\n${INDENT}`)
}

function toList(texts: string[], loose: boolean): Block {
  const items = texts.map((text): Block[] => [{ kind: 'paragraph', text }])
  return { kind: 'list', ordered: false, start: 0, loose, items }
}

/** Splits at every `|` but `\|`, which stands for the character, in code too (GFM, "Tables"). */
function splitRow(row: string): string[] {
  const cells = ['']
  const text = trimSpaces(row)
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character === '|') cells.push('')
    else if (character === '\\' && index + 1 < text.length) {
      index++
      cells.push((cells.pop() ?? '') + (text[index] === '|' ? '|' : `\\${text[index]}`))
    } else cells.push((cells.pop() ?? '') + character)
  }
  if (text.startsWith('|')) cells.shift()
  if (cells.length > 1 && cells.at(-1) === '') cells.pop()
  return cells.map(trimSpaces)
}

/** Bold where the text has no marks of its own that the stars could clash with. */
function bold(text: string): string {
  const plain = withoutStars(text)
  return plain && !/[*`<[\]\\]/.test(plain) ? `**${plain}**` : text
}

function withoutStars(text: string): string {
  return /^\*\*[^*]+\*\*$/.test(text) ? text.slice(2, -2) : text
}
