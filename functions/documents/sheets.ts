import type { Archive, Tag, Xml } from './archive'

/**
 * The sheets of a workbook, except hidden ones, with cells as Excel shows them: dates, times and percentages written
 * out, formulas by their last result or, where the file has none, as `=A1+B1`. Runs in the worker thread, which gets
 * its source text: it uses nothing from outside itself but its arguments.
 */
export async function readSheets(
  archive: Archive,
  xml: Xml,
  relations: Map<string, { type: string; path: string }>,
  book: string,
  maxCharacters: number,
): Promise<string> {
  const DAY_MS = 86_400_000
  /** Day 0 of Excel's calendar for all days since March 1900, and how far the other calendar's is ahead, days. */
  const DAY_0 = Date.UTC(1899, 11, 30)
  const DAYS_1904 = 1462
  /** Columns of a row that are written, then `…`; Excel has 16,384. */
  const MAX_COLUMNS = 256

  /** The strings that cells refer to by their number. Phonetic guides (`rPh`) are left out. */
  function toStrings(part: string): string[] {
    const strings: string[] = []
    let isPhonetic = false
    for (const { name, isEnd, isEmpty, text } of xml.tags(part)) {
      if (name === 'rPh') isPhonetic = !isEnd
      else if (name === 'si' && !isEnd) strings.push('')
      else if (name === 't' && !isEnd && !isEmpty && !isPhonetic) strings[strings.length - 1] += text
    }
    return strings
  }

  type Kind = 'number' | 'date' | 'elapsed' | 'percent'

  function toKind(id: number, code: string): Kind {
    // Text, colours and conditions are no part of the pattern.
    const pattern = code.replace(/"[^"]*"|\\.|[_*]./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    if (id === 46 || /\[[hms]+\]/i.test(pattern)) return 'elapsed'
    if (id === 9 || id === 10 || pattern.includes('%')) return 'percent'
    // Numbers of formats that files do not spell out; 27 to 36 and 50 to 58 are Chinese and Japanese dates.
    const isDateId =
      (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
    const isNamed = /general|g\/通用格式/i.test(pattern)
    return (isDateId && !code) || (!isNamed && /[ymdhs]/i.test(pattern)) ? 'date' : 'number'
  }

  /** The kind of number of every cell style, in order. */
  function toKinds(part: string): Kind[] {
    const codes = new Map<number, string>()
    const kinds: Kind[] = []
    let isInside = false
    for (const tag of xml.tags(part)) {
      const id = Number(xml.attribute(tag, 'numFmtId'))
      if (tag.name === 'numFmt') codes.set(id, xml.attribute(tag, 'formatCode') ?? '')
      else if (tag.name === 'cellXfs') isInside = !tag.isEnd
      else if (tag.name === 'xf' && isInside && !tag.isEnd) kinds.push(toKind(id, codes.get(id) ?? ''))
    }
    return kinds
  }

  function toNumber(value: string, kind: Kind, is1904: boolean): string {
    const number = Number(value)
    if (value === '' || !Number.isFinite(number)) return value
    if (kind === 'percent') return `${Number((number * 100).toPrecision(12))}%`
    const minutes = Math.round(number * 1440)
    if (kind === 'elapsed' && number >= 0)
      return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
    const date = new Date(DAY_0 + Math.round((number + (is1904 ? DAYS_1904 : 0)) * DAY_MS))
    if (kind !== 'date' || Number.isNaN(date.getTime())) return String(Number(number.toPrecision(15)))
    const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T')
    if (number < 1) return time
    return time === '00:00:00' ? day : `${day} ${time}`
  }

  /** `C5` → 2. */
  function toColumn(reference: string): number {
    const letters = /^[A-Z]{1,3}/.exec(reference)?.[0] ?? ''
    return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
  }

  const strings = toStrings(await archive.read('xl/sharedStrings.xml'))
  const kinds = toKinds(await archive.read('xl/styles.xml'))
  let is1904 = false

  function toCell(cell: Tag, parts: Record<string, string>): string {
    const { v: value = '', f: formula = '', t: inline = '' } = parts
    const type = xml.attribute(cell, 't')
    if (type === 's') return strings[Number(value)] ?? ''
    if (type === 'inlineStr') return inline
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
    if (value === '' && formula) return `=${formula}`
    if (type === 'str' || type === 'e' || type === 'd') return value
    return toNumber(value, kinds[Number(xml.attribute(cell, 's'))] ?? 'number', is1904)
  }

  function toRows(part: string): string {
    let text = ''
    let row: string[] = []
    let cell: Tag | undefined
    let parts: Record<string, string> = {}
    for (const tag of xml.tags(part)) {
      if (tag.name === 'c' && !tag.isEnd && !tag.isEmpty) {
        cell = tag
        parts = {}
      } else if (tag.name === 'c' && tag.isEnd && cell) {
        const column = toColumn(xml.attribute(cell, 'r') ?? '')
        // Writers may leave the reference out; then the cells follow each other.
        const at = column < 0 ? row.length : column
        const shown = toCell(cell, parts)
          .replace(/_x000D_/gi, '')
          .replace(/\s+/g, ' ')
        if (at < MAX_COLUMNS) row[at] = shown
        else if (shown) row[MAX_COLUMNS] = '…'
        cell = undefined
      } else if (cell && !tag.isEnd && !tag.isEmpty) {
        parts[tag.name] = (parts[tag.name] ?? '') + tag.text
      } else if (tag.name === 'row' && tag.isEnd) {
        const line = Array.from(row, (shown) => shown ?? '')
          .join('\t')
          .trimEnd()
        if (line) text += `${line}\n`
        if (text.length > maxCharacters) return text
        row = []
      }
    }
    return text
  }

  let text = ''
  for (const tag of xml.tags(await archive.read(book))) {
    if (tag.name === 'workbookPr') is1904 = /^(1|true)$/.test(xml.attribute(tag, 'date1904') ?? '')
    if (tag.name !== 'sheet' || /hidden/i.test(xml.attribute(tag, 'state') ?? '')) continue
    const sheet = relations.get(xml.attribute(tag, '\\w+:id') ?? '')
    const rows = sheet ? toRows(await archive.read(sheet.path)) : ''
    if (rows) text += `# ${xml.attribute(tag, 'name') ?? ''}\n${rows}`
    if (text.length > maxCharacters) break
  }
  return text
}
