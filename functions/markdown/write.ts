/**
 * Blocks → markdown in the part of the language that DingTalk's clients share: headings, quotes, bold, italic, links,
 * pictures and flat lists.
 *
 *  - A blank line separates blocks. Lines within a block end in two spaces: DingTalk joins lines that end otherwise.
 *  - Code, headings and quotes move out of their list item to the left margin, where every client shows them; code
 *    moves out of quotes too. The list continues with its next number.
 */
import { renderLines } from './inline'
import { INDENT, startsBlock, trimSpaces, underlineLevel } from './lines'
import { definitionOf } from './links'
import { type Line, listEntries } from './lists'
import type { Block, Code, References } from './types'

/** Text between two blank lines. */
interface Chunk {
  text: string
  isCode: boolean
}

const LINE_BREAK = '  \n'
const BLANK_LINE = '\n\n'
/** A Chinese dash, which markdown does not take for a mark. */
export const RULE = '———'
const MIN_FENCE = 3

/** @returns the markdown without a line break at its end; '' for blocks without content */
export function writeBlocks(blocks: Block[], references: References): string {
  const chunks = blocks.flatMap((block) => toChunks(block, references))
  return chunks.map(({ text }) => text).join(BLANK_LINE)
}

function toChunks(block: Block, references: References): Chunk[] {
  switch (block.kind) {
    case 'paragraph': {
      const lines = renderLines(block.text, references)
      return textChunk(lines.map((line, index) => keepAsText(line, index > 0)).join(LINE_BREAK))
    }
    case 'heading': {
      const text = renderLines(block.text, references).join(' ')
      return textChunk(text && `${'#'.repeat(block.level)} ${text}`)
    }
    case 'quote':
      return block.blocks.flatMap((inner) => toChunks(inner, references)).map(quote)
    case 'list':
      return listChunks(listEntries(block, references), block.loose ? BLANK_LINE : '\n', references)
    case 'code':
      return [{ text: codeText(block), isCode: true }]
    case 'rule':
      return textChunk(RULE)
  }
}

const textChunk = (text: string): Chunk[] => (text ? [{ text, isCode: false }] : [])

function quote(chunk: Chunk): Chunk {
  if (chunk.isCode) return chunk
  const lines = chunk.text.split('\n').map((line) => (line ? `> ${line}` : '>'))
  return { text: lines.join('\n'), isCode: false }
}

/** Writes code in a fence of backticks, which is longer than the code's own lines of backticks. */
function codeText({ marker, info, lines }: Code): string {
  const runs = lines.map((line) => /^ {0,3}(`+)[ \t]*$/.exec(line)?.[1]?.length ?? 0)
  const longest = runs.reduce((max, length) => Math.max(max, length), 0)
  const own = marker.startsWith('`') ? marker.length : MIN_FENCE
  const fence = '`'.repeat(Math.max(own, longest + 1))
  // The info string keeps no mark that a client could take for code, HTML or a table.
  return [fence + info.replace(/[`<|]/g, '').trim(), ...lines, fence].join('\n')
}

/** Joins lines to items and items to lists. A block between them ends a list; the next item begins another one. */
function listChunks(entries: (Line | Block)[], gap: string, references: References): Chunk[] {
  const chunks: Chunk[] = []
  let text = ''
  let hasItem = false
  for (const entry of entries) {
    if ('kind' in entry) {
      chunks.push(...textChunk(text), ...toChunks(entry, references))
      text = ''
      hasItem = false
      continue
    }
    const { marker } = entry
    const isIndented = marker.startsWith(INDENT)
    const isItem = marker !== '' && !isIndented
    const isContinued = text !== '' && !isItem
    const words = isIndented ? entry.text : keepAsText(entry.text, isContinued)
    // Text after a block has no marker: it is a paragraph, apart from the next item.
    const separator = isContinued ? LINE_BREAK : hasItem ? gap : BLANK_LINE
    text += (text && separator) + trimSpaces(marker + words)
    hasItem ||= isItem
  }
  return [...chunks, ...textChunk(text)]
}

/**
 * Keeps a line of text from beginning a block, which it would after a `<br>` or without its indentation: by a no-break
 * space instead of the space after its mark, by `&gt;`, or by a backslash.
 * @param isContinued the line continues the one above
 */
function keepAsText(line: string, isContinued: boolean): string {
  if (!isContinued && definitionOf(line)) return line.replaceAll(']:', '] :')
  if (!startsBlock(line, isContinued) && !(isContinued && underlineLevel(line))) return line
  if (line.startsWith('>')) return `&gt;${line.slice(1)}`
  const marker = /^(?:[-+*]|#{1,6}|\d{1,9}[.)])(?=[ \t]|$)/.exec(line)?.[0]
  return marker ? `${marker}\u00a0${line.slice(marker.length + 1)}` : `\\${line}`
}
