/**
 * Markdown → blocks: CommonMark with GFM's tables, footnotes and display LaTeX, as language models write it.
 * Texts inside the blocks stay as written; `inline.ts` reads those. Linear time; never throws.
 */
import { readFence, readIndentedCode, readMaths } from './code-blocks'
import { readItemLines, readQuoteLines } from './containers'
import * as line from './lines'
import { definitionOf } from './links'
import { tableToBlocks } from './tables'
import type { Block, Found, List, References } from './types'

/** Levels of lists and quotes inside each other. Deeper ones stay text; this bounds recursion and time. */
const MAX_DEPTH = 8
/** A line of nothing but `<br>`, which models write as an empty line. */
const BREAKS_ONLY = /^[ \t]*(?:<br[ \t]*\/?>[ \t]*)+$/i

interface Reading {
  lines: string[]
  /** The lines of the paragraph before the current line. A reader removes those that belong to its block. */
  paragraph: string[]
  references: References
  depth: number
}

/** Reads the block that begins at a line, or returns undefined where the line does not begin one. */
type Reader = (reading: Reading, index: number, current: string) => Found | undefined

const READERS: Reader[] = [
  readUnderline,
  readTable,
  readLine,
  ({ lines }, index) => readFence(lines, index) ?? readMaths(lines, index),
  readQuote,
  readList,
  ({ lines, paragraph }, index) => (paragraph.length > 0 ? undefined : readIndentedCode(lines, index)),
]

/** @param references receives the link definitions (`[label]: url`), which are no blocks */
export function parseBlocks(lines: string[], references: References, depth = 0): Block[] {
  const reading: Reading = { lines, paragraph: [], references, depth }
  const blocks: Block[] = []
  const endParagraph = () => {
    const text = paragraphText(reading)
    if (text) blocks.push({ kind: 'paragraph', text })
    reading.paragraph = []
  }
  for (let index = 0; index < lines.length; ) {
    const current = lines[index] ?? ''
    let found: Found | undefined
    for (const read of READERS) found ??= read(reading, index, current)
    if (found) {
      endParagraph()
      for (const block of found.blocks) addBlock(blocks, block)
    } else reading.paragraph.push(current)
    index = found?.next ?? index + 1
  }
  endParagraph()
  return blocks
}

/** Lists of one kind next to each other are one list: that is how clients show them. */
function addBlock(blocks: Block[], block: Block): void {
  const last = blocks.at(-1)
  if (block.kind === 'list' && last?.kind === 'list' && last.ordered === block.ordered) {
    last.items = last.items.concat(block.items)
    last.loose = true
  } else blocks.push(block)
}

function readUnderline({ paragraph }: Reading, index: number, current: string): Found | undefined {
  const level = line.underlineLevel(current)
  if (!level || paragraph.length === 0) return undefined
  // Models put a rule right under a paragraph; CommonMark would make all its lines a heading.
  if (paragraph.length > 1) return { blocks: [{ kind: 'rule' }], next: index + 1 }
  const text = line.trimSpaces(paragraph.pop() ?? '')
  return { blocks: [{ kind: 'heading', level, text }], next: index + 1 }
}

function readTable({ lines, paragraph }: Reading, index: number, current: string): Found | undefined {
  if (paragraph.length === 0 || !line.isDelimiterRow(current)) return undefined
  const isRow = (text: string) => !line.isBlank(text) && !line.startsBlock(text, true)
  let next = index + 1
  while (next < lines.length && isRow(lines[next] ?? '')) next++
  return { blocks: tableToBlocks(paragraph.pop() ?? '', lines.slice(index + 1, next)), next }
}

function readLine(_reading: Reading, index: number, current: string): Found | undefined {
  const next = index + 1
  if (line.isBlank(current) || BREAKS_ONLY.test(current)) return { blocks: [], next }
  if (line.isRule(current)) return { blocks: [{ kind: 'rule' }], next }
  const heading = line.headingOf(current)
  return heading && { blocks: [{ kind: 'heading', ...heading }], next }
}

function readQuote({ lines, references, depth }: Reading, index: number, current: string): Found | undefined {
  if (depth >= MAX_DEPTH || line.unquote(current) === undefined) return undefined
  const { inner, next } = readQuoteLines(lines, index)
  return { blocks: [{ kind: 'quote', blocks: parseBlocks(inner, references, depth + 1) }], next }
}

function readList(reading: Reading, index: number, current: string): Found | undefined {
  const { lines, paragraph, references, depth } = reading
  const first = line.listMarkerOf(current)
  if (!first || depth >= MAX_DEPTH || !line.startsBlock(current, paragraph.length > 0)) return undefined
  const { ordered, start } = first
  const list: List = { kind: 'list', ordered, start, loose: false, items: [] }
  let next = index
  for (let marker: typeof first | undefined = first; marker?.ordered === ordered; ) {
    list.loose ||= next > index && line.isBlank(lines[next - 1] ?? '')
    const item = readItemLines(lines, next, marker)
    list.items.push(parseBlocks(item.inner, references, depth + 1))
    next = item.next
    marker = line.listMarkerOf(lines[next] ?? '')
  }
  return { blocks: [list], next }
}

/** Takes the link definitions at the paragraph's start to `references`. @returns the other lines without indentation */
function paragraphText({ paragraph, references }: Reading): string {
  const texts = paragraph.map((text) => line.dedent(text, Number.POSITIVE_INFINITY))
  let start = 0
  for (; start < texts.length; start++) {
    const definition = definitionOf(line.trimSpaces(texts[start] ?? ''))
    if (!definition) break
    if (!references.has(definition.label)) references.set(definition.label, definition.target)
  }
  return texts.slice(start).join('\n')
}
