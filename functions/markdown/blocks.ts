/**
 * Markdown → blocks: CommonMark with GFM's tables, footnotes and display LaTeX, as language models write it.
 * Texts inside the blocks stay as written; `inline.ts` reads those. Linear time; never throws.
 */
import { readFence, readIndentedCode, readMaths } from './code-blocks'
import { takeItemLines, takeLines } from './containers'
import * as line from './lines'
import { definitionOf } from './links'
import { tableToBlocks } from './tables'
import type { Block, Reader, Reading, References } from './types'

/** Levels of lists and quotes inside each other. Deeper ones stay text; this bounds recursion and time. */
const MAX_DEPTH = 8
/** A line of nothing but `<br>`, which models write as an empty line. */
const BREAKS_ONLY = /^[ \t]*(?:<br[ \t]*\/?>[ \t]*)+$/i

const READERS: Reader[] = [
  readUnderline,
  readTable,
  readLine,
  readFence,
  readMaths,
  readQuote,
  readList,
  readIndentedCode,
]

/** @param references receives the link definitions (`[label]: url`), which are no blocks */
export function parseBlocks(lines: string[], references: References, depth = 0): Block[] {
  const reading: Reading = { lines, index: 0, paragraph: [], references, depth }
  const blocks: Block[] = []
  while (reading.index < lines.length) {
    const current = lines[reading.index] ?? ''
    let found: Block[] | undefined
    for (const read of READERS) found ??= read(reading, current)
    if (found) {
      for (const block of [...endParagraph(reading), ...found]) addBlock(blocks, block)
    } else {
      reading.paragraph.push(current)
      reading.index++
    }
  }
  return [...blocks, ...endParagraph(reading)]
}

/** Lists of one kind next to each other are one list: that is how clients show them. */
function addBlock(blocks: Block[], block: Block): void {
  const last = blocks.at(-1)
  if (block.kind === 'list' && last?.kind === 'list' && last.ordered === block.ordered) {
    for (const item of block.items) last.items.push(item)
    last.loose = true
  } else blocks.push(block)
}

/** Takes the link definitions at the paragraph's start to `references`. @returns the other lines, if there are any */
function endParagraph(reading: Reading): Block[] {
  const { paragraph, references } = reading
  reading.paragraph = []
  const start = paragraph.findIndex((text) => {
    const definition = definitionOf(line.trimSpaces(text))
    if (definition && !references.has(definition.label)) references.set(definition.label, definition.target)
    return !definition
  })
  if (start < 0) return []
  const texts = paragraph.slice(start).map((text) => line.dedent(text, Number.POSITIVE_INFINITY))
  return [{ kind: 'paragraph', text: texts.join('\n') }]
}

function readUnderline(reading: Reading, current: string): Block[] | undefined {
  const level = line.underlineLevel(current)
  const { paragraph } = reading
  if (!level || paragraph.length === 0) return undefined
  reading.index++
  // Models put a rule right under a paragraph; CommonMark would make all its lines a heading.
  if (paragraph.length > 1) return [{ kind: 'rule' }]
  return [{ kind: 'heading', level, text: line.trimSpaces(paragraph.pop() ?? '') }]
}

function readTable(reading: Reading, current: string): Block[] | undefined {
  const { lines, paragraph } = reading
  if (paragraph.length === 0 || !line.isDelimiterRow(current)) return undefined
  const rows: string[] = []
  for (let row = lines[++reading.index]; row !== undefined; row = lines[++reading.index]) {
    if (line.isBlank(row) || line.startsBlock(row, true)) break
    rows.push(row)
  }
  return tableToBlocks(paragraph.pop() ?? '', rows)
}

function readLine(reading: Reading, current: string): Block[] | undefined {
  const isEmpty = line.isBlank(current) || BREAKS_ONLY.test(current)
  const heading = line.headingOf(current)
  if (!isEmpty && !heading && !line.isRule(current)) return undefined
  reading.index++
  if (isEmpty) return []
  return [heading ? { kind: 'heading', ...heading } : { kind: 'rule' }]
}

function readQuote(reading: Reading, current: string): Block[] | undefined {
  const { references, depth } = reading
  if (depth >= MAX_DEPTH || line.unquote(current) === undefined) return undefined
  return [{ kind: 'quote', blocks: parseBlocks(takeLines(reading, line.unquote), references, depth + 1) }]
}

function readList(reading: Reading, current: string): Block[] | undefined {
  const { lines, paragraph, references, depth } = reading
  if (depth >= MAX_DEPTH || !line.startsBlock(current, paragraph.length > 0)) return undefined
  const items: Block[][] = []
  let loose = false
  const first = line.listMarkerOf(current)
  let marker = first
  while (marker && marker.ordered === first?.ordered) {
    loose ||= items.length > 0 && line.isBlank(lines[reading.index - 1] ?? '')
    items.push(parseBlocks(takeItemLines(reading, marker), references, depth + 1))
    marker = line.listMarkerOf(lines[reading.index] ?? '')
  }
  return first && [{ kind: 'list', ordered: first.ordered, start: first.start, loose, items }]
}
