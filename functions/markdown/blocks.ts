/**
 * Markdown → a tree of blocks: CommonMark with GFM's tables, footnotes and display maths, as language models write
 * it. Texts inside the blocks stay as written; `markdown-inline` reads those.
 * Plain data, no I/O; time grows with the length of the text, whatever the text; never throws.
 */

import { gatherItem, gatherQuote } from './containers'
import { closesFence, openFence } from './fences'
import * as line from './lines'
import { addDefinition, type References } from './links'
import { tableToBlocks } from './tables'

export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | List
  | Code
  | { kind: 'rule' }

export interface Code {
  kind: 'code'
  /** The fence it stood in; '' where it had none. */
  marker: string
  /** Usually the language. */
  info: string
  lines: string[]
}

export interface List {
  kind: 'list'
  ordered: boolean
  /** The first item's number; the others count on from it. */
  start: number
  /** Blank lines stand between the items. */
  loose: boolean
  items: Block[][]
}

/** Lists and quotes inside each other; what is deeper stays text. Bounds recursion, and time on lines of `>>>>`. */
const MAX_DEPTH = 8
const INDENTED_CODE_COLUMNS = 4
const FOOTNOTE = /^\[\^([^\s[\]]+)\]:[ \t]*/

interface Reading {
  lines: string[]
  depth: number
  references: References
  /** Closers of display maths that do not come any more: looked for once, not once for each opener. */
  missing: Set<string>
}

/** Reads the block that begins at a line. `above` are the lines of the paragraph which stands open before it. */
type Reader = (reading: Reading, index: number, above: string[]) => Found | undefined

interface Found {
  blocks: Block[]
  /** The index of the first line after the block. */
  next: number
  /** How many lines of the paragraph above belong to the block. */
  takes?: number
}

const READERS: Reader[] = [
  readUnderlinedHeading,
  readTable,
  readFence,
  readMaths,
  readHeading,
  readRule,
  readQuote,
  readList,
  readIndentedCode,
]

/** @param references collects the link definitions on the way (`[label]: url`), which are no blocks */
export function parseBlocks(lines: string[], references: References, depth = 0): Block[] {
  const reading = { lines, depth, references, missing: new Set<string>() }
  const blocks: Block[] = []
  let paragraph: string[] = []
  const endParagraph = () => {
    const text = readParagraph(paragraph, references)
    if (text) blocks.push({ kind: 'paragraph', text })
    paragraph = []
  }

  for (let index = 0; index < lines.length; ) {
    const current = lines[index] ?? ''
    if (line.isBlank(current) || line.isSpacer(current)) {
      endParagraph()
      index++
      continue
    }
    const found = line.isPlainText(current) ? undefined : firstFound(reading, index, paragraph)
    if (found) {
      paragraph.length -= found.takes ?? 0
      endParagraph()
      for (const block of found.blocks) addBlock(blocks, block)
      index = found.next
    } else {
      paragraph.push(current)
      index++
    }
  }
  endParagraph()
  return blocks
}

function firstFound(reading: Reading, index: number, above: string[]): Found | undefined {
  for (const read of READERS) {
    const found = read(reading, index, above)
    if (found) return found
  }
  return undefined
}

/** Neighbouring lists of one kind are one list, whichever markers they use: that is how clients show them. */
function addBlock(blocks: Block[], block: Block): void {
  const last = blocks.at(-1)
  if (block.kind === 'list' && last?.kind === 'list' && last.ordered === block.ordered) {
    for (const item of block.items) last.items.push(item)
    last.loose = true
  } else if (block.kind !== 'list' || block.items.length > 0) {
    blocks.push(block)
  }
}

function readUnderlinedHeading({ lines }: Reading, index: number, above: string[]): Found | undefined {
  const level = line.underlineLevel(lines[index] ?? '')
  if (!level || above.length === 0) return undefined
  // Under several lines it was meant as a rule: nobody writes a heading of several lines.
  if (above.length > 1) return { blocks: [{ kind: 'rule' }], next: index + 1 }
  return {
    blocks: [{ kind: 'heading', level, text: line.trimSpaces(above[0] ?? '') }],
    next: index + 1,
    takes: 1,
  }
}

function readTable({ lines }: Reading, index: number, above: string[]): Found | undefined {
  const header = above.at(-1)
  if (header === undefined || !line.isDelimiterRow(lines[index] ?? '')) return undefined
  let next = index + 1
  while (
    next < lines.length &&
    !line.isBlank(lines[next] ?? '') &&
    !line.startsBlock(lines[next] ?? '', true)
  )
    next++
  return { blocks: tableToBlocks(header, lines.slice(index + 1, next)), next, takes: 1 }
}

function readFence({ lines }: Reading, index: number): Found | undefined {
  const fence = openFence(lines[index] ?? '')
  if (!fence) return undefined
  let end = index + 1
  while (end < lines.length && !closesFence(lines[end] ?? '', fence)) end++
  const code = lines.slice(index + 1, end).map((text) => line.dedent(text, fence.indent.length))
  return { blocks: [{ kind: 'code', marker: fence.marker, info: fence.info, lines: code }], next: end + 1 }
}

/** `\[` or `$$` on a line of its own, up to its closer: LaTeX, which is best read as code. */
function readMaths({ lines, missing }: Reading, index: number): Found | undefined {
  const closer = line.mathsCloserOf(lines[index] ?? '')
  if (!closer || missing.has(closer)) return undefined
  for (let end = index + 1; end < lines.length; end++) {
    if (line.trimSpaces(lines[end] ?? '') !== closer) continue
    const code = lines.slice(index + 1, end)
    return { blocks: [{ kind: 'code', marker: '', info: 'latex', lines: code }], next: end + 1 }
  }
  missing.add(closer)
  return undefined
}

function readHeading({ lines }: Reading, index: number): Found | undefined {
  const heading = line.headingOf(lines[index] ?? '')
  return heading && { blocks: heading.text ? [{ kind: 'heading', ...heading }] : [], next: index + 1 }
}

function readRule({ lines }: Reading, index: number): Found | undefined {
  return line.isRule(lines[index] ?? '') ? { blocks: [{ kind: 'rule' }], next: index + 1 } : undefined
}

function readQuote({ lines, references, depth }: Reading, index: number): Found | undefined {
  if (depth >= MAX_DEPTH || line.unquote(lines[index] ?? '') === undefined) return undefined
  const { inner, next } = gatherQuote(lines, index)
  const blocks = parseBlocks(inner, references, depth + 1)
  return { blocks: blocks.length > 0 ? [{ kind: 'quote', blocks }] : [], next }
}

function readList({ lines, references, depth }: Reading, index: number, above: string[]): Found | undefined {
  const first = line.listMarkerOf(lines[index] ?? '')
  if (!first || depth >= MAX_DEPTH || (above.length > 0 && !line.interruptsText(first))) return undefined
  const list: List = { kind: 'list', ordered: first.ordered, start: first.start, loose: false, items: [] }
  let next = index
  for (let blanks = 0; ; ) {
    const marker = line.listMarkerOf(lines[next] ?? '')
    if (marker?.ordered !== first.ordered) break
    if (blanks > 0) list.loose = true
    const item = gatherItem(lines, next, marker)
    const blocks = parseBlocks(item.inner, references, depth + 1)
    // A numbered item keeps its number without a text; a bullet alone says nothing.
    if (blocks.length > 0 || first.ordered) list.items.push(blocks)
    blanks = item.blanks
    next = item.next
  }
  return { blocks: [list], next }
}

function readIndentedCode({ lines }: Reading, index: number, above: string[]): Found | undefined {
  if (above.length > 0 || line.indentOf(lines[index] ?? '') < INDENTED_CODE_COLUMNS) return undefined
  let next = index
  for (let at = index; at < lines.length; at++) {
    const text = lines[at] ?? ''
    if (line.isBlank(text)) continue
    if (line.indentOf(text) < INDENTED_CODE_COLUMNS) break
    next = at + 1
  }
  const code = lines.slice(index, next).map((text) => line.dedent(text, INDENTED_CODE_COLUMNS))
  return { blocks: [{ kind: 'code', marker: '', info: '', lines: code }], next }
}

/** Takes link definitions off the paragraph's start, makes footnotes plain lines, trims where the lines begin. */
function readParagraph(lines: string[], references: References): string {
  const texts: string[] = []
  let isStart = true
  for (const text of lines) {
    const trimmed = line.dedent(text, Number.POSITIVE_INFINITY)
    if (isStart && addDefinition(references, line.trimSpaces(trimmed))) continue
    isStart &&= FOOTNOTE.test(trimmed)
    texts.push(trimmed.replace(FOOTNOTE, '[$1] '))
  }
  return texts.join('\n')
}
