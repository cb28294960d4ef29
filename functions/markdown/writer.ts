/**
 * A tree of blocks → markdown in the part of the language that DingTalk's clients share (headings, quotes, bold,
 * italic, links, pictures, flat lists), in a form that also reads well where a client shows the marks themselves.
 *
 *  - Blocks stand apart by one blank line, lines within a block by two spaces and a line break: DingTalk joins lines
 *    that end otherwise.
 *  - Code, headings and quotes come out of their list item to the left margin, where every client sees them; code comes
 *    out of quotes too. The list goes on with its next number.
 *  - What a line begins with by accident (`-` after a `<br>`) does not become a block: see `keepAsText`.
 */
import type { Block, Code } from './blocks'
import { renderLine, renderLines } from './inline'
import {
  closingHashes,
  INDENT,
  isDelimiterRow,
  isRule,
  mathsCloserOf,
  startsBlock,
  trimSpaces,
  underlineLevel,
} from './lines'
import { isDefinition, type References } from './links'
import { type Line, listEntries } from './lists'

/** What stands between two blank lines. */
interface Chunk {
  text: string
  isCode: boolean
}

const LINE_BREAK = '  \n'
const BLANK_LINE = '\n\n'
/** A dash of Chinese typography, and nothing to markdown. */
export const RULE = '———'
const MIN_FENCE = 3

/** @returns the text, without a line break at its end; '' where the blocks say nothing */
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
    case 'heading':
      return textChunk(headingText(block.level, renderLine(block.text, references)))
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

function textChunk(text: string): Chunk[] {
  return text ? [{ text, isCode: false }] : []
}

function headingText(level: number, words: string): string {
  const hashes = closingHashes(words)
  const text = hashes > 0 ? `${words.slice(0, -hashes)}\\${words.slice(-hashes)}` : words
  return text && `${'#'.repeat(level)} ${text}`
}

function quote(chunk: Chunk): Chunk {
  if (chunk.isCode) return chunk
  const lines = chunk.text.split('\n').map((line) => (line ? `> ${line}` : '>'))
  return { text: lines.join('\n'), isCode: false }
}

/** The code as it was, in its own fence; in a longer one, of backticks, where a line of the code would close that. */
function codeText({ marker, info, lines }: Code): string {
  const longest = lines.reduce(
    (max, line) => Math.max(max, /^ {0,3}(`+)[ \t]*$/.exec(line)?.[1]?.length ?? 0),
    0,
  )
  const own = marker.startsWith('`') ? marker.length : MIN_FENCE
  const fence = '`'.repeat(Math.max(own, longest + 1))
  // Beside the language nothing that a client might take for a table or for HTML.
  return [fence + info.replace(/[`<|]/g, '').trim(), ...lines, fence].join('\n')
}

/** Joins lines to items and items to lists; a block between them ends one list and the next goes on. */
function listChunks(entries: (Line | Block)[], gap: string, references: References): Chunk[] {
  const chunks: Chunk[] = []
  let items: string[][] = []
  const endList = () => {
    chunks.push(...textChunk(items.map((lines) => lines.join(LINE_BREAK)).join(gap)))
    items = []
  }
  let isHeadless = false
  for (const entry of entries) {
    if ('kind' in entry) {
      endList()
      for (const chunk of toChunks(entry, references)) chunks.push(chunk)
      continue
    }
    // Text that goes on after such a block has no marker: it is a paragraph, not an item to add items to.
    if (entry.isItem && isHeadless) endList()
    if (items.length === 0) isHeadless = !entry.isItem
    if (entry.isItem || items.length === 0) items.push([])
    items.at(-1)?.push(lineText(entry, (items.at(-1)?.length ?? 0) > 0))
  }
  endList()
  return chunks
}

function lineText({ marker, text, isItem }: Line, isContinued: boolean): string {
  if (marker.startsWith(INDENT)) return trimSpaces(marker + text)
  // No client indents an item's further lines, so there every list marker would begin a new item.
  const line = trimSpaces(marker + keepAsText(text, isContinued && !isItem, true))
  // `- --` would be a rule.
  return isRule(line) ? `${marker}\\${text}` : line
}

/**
 * A line of text that would begin a block where it stands now (after a `<br>`, or without the spaces before it) gets
 * the least that prevents it: a no-break space where the mark needs a space, a reference for `>`, else a backslash.
 * @param isContinued whether it goes on with the line above
 * @param inItem whether it stands in a list item, without the item's indentation
 */
function keepAsText(line: string, isContinued: boolean, inItem = false): string {
  const belongsAbove = isContinued && (underlineLevel(line) !== undefined || isDelimiterRow(line))
  if (!isContinued && isDefinition(line)) return line.replaceAll(']:', '] :')
  if (!belongsAbove && !mathsCloserOf(line) && !startsBlock(line, isContinued && !inItem)) return line
  if (line.startsWith('>')) return `&gt;${line.slice(1)}`
  const marker = /^(?:[-+*]|#{1,6}|\d{1,9}[.)])(?=[ \t]|$)/.exec(line)?.[0]
  return marker ? `${marker}\u00a0${line.slice(marker.length + 1)}` : `\\${line}`
}
