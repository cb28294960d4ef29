/**
 * Blocks → markdown in the part of the language that DingTalk's clients share: headings, quotes, bold, italic, links,
 * pictures and flat lists.
 *
 *  - A blank line separates blocks. Lines within a block end in two spaces: DingTalk joins lines that end otherwise.
 *  - Code, headings and quotes move out of their list item to the left margin, where every client shows them; code
 *    moves out of quotes too. The list continues with its next number.
 *  - Clients drop the spaces at a line's start, so only the outer list has markdown's markers. Items of inner lists are
 *    further lines of the outer item, indented by full-width spaces, with markers of their own: `　◦ inner`, `　1) inner`.
 */
import { renderLines } from './inline'
import {
  INDENT,
  isDelimiterRow,
  MAX_FENCE_MARKS,
  readOpeningFence,
  startsBlock,
  trimSpaces,
  underlineLevel,
} from './lines'
import type { Block, Code, Links, List } from './types'

const LINE_BREAK = '  \n'
const BLANK_LINE = '\n\n'
/** A Chinese dash, which markdown does not take for a mark. */
export const RULE = '———'
const MIN_FENCE = 3
const INNER_BULLETS = ['◦', '▪', '▫']
/** `[ ] to do`, `[x] done` */
const TASK = /^\[([ xX])\][ \t]+/

/** A line of a list. */
interface Line {
  /** What stands before the text: `- ` or `1. ` where an item of the outer list begins, indentation, or nothing. */
  marker: string
  text: string
}

/** @returns the markdown without a line break at its end; '' for blocks without content */
export function writeBlocks(blocks: Block[], links: Links): string {
  return toChunks(blocks, links).join(BLANK_LINE)
}

/** @returns the texts between two blank lines; code is one of its own */
function toChunks(blocks: Block[], links: Links): string[] {
  return blocks.flatMap((block) => blockChunks(block, links)).filter(Boolean)
}

function blockChunks(block: Block, links: Links): string[] {
  switch (block.kind) {
    case 'paragraph': {
      const lines = renderLines(block.text, links)
      return [lines.map((line, index) => keepAsText(line, index > 0)).join(LINE_BREAK)]
    }
    case 'heading': {
      const text = renderLines(block.text, links).join(' ')
      return [text && `${'#'.repeat(block.level)} ${text}`]
    }
    case 'quote':
      return toChunks(block.blocks, links).map(quote)
    case 'list':
      return listChunks(listEntries(block, links), block.loose ? BLANK_LINE : '\n', links)
    case 'code':
      return [codeText(block)]
    case 'rule':
      return [RULE]
  }
}

function quote(chunk: string): string {
  const lines = chunk.split('\n')
  if (readOpeningFence(lines[0] ?? '')) return chunk
  return lines.map((line) => (line ? `> ${line}` : '>')).join('\n')
}

/** Writes code in a fence of backticks, which is longer than the code's own lines of backticks. */
function codeText({ marker, info, lines }: Code): string {
  const own = marker.startsWith('`') ? marker.length : MIN_FENCE
  const longest = lines.reduce((max, line) => Math.max(max, backticksOf(line) + 1), own)
  const length = Math.min(longest, MAX_FENCE_MARKS)
  const fence = '`'.repeat(length)
  // The info string keeps no mark that a client could take for code, HTML or a table.
  const short = '`'.repeat(length - 1)
  // Lines of as many backticks as the longest fence would close it.
  const code = lines.map((line) => (backticksOf(line) < length ? line : line.replace(/`+/, short)))
  return [fence + info.replace(/[`<|]/g, '').trim(), ...code, fence].join('\n')
}

/** @returns the length of a run of backticks that stands alone in the line, else 0 */
const backticksOf = (line: string) => /^ {0,3}(`+)[ \t]*$/.exec(line)?.[1]?.length ?? 0

/** @returns the list's lines, and between them its code, quotes, headings and rules as blocks */
function listEntries(list: List, links: Links, level = 0): (Line | Block)[] {
  return list.items.flatMap((item, index) => {
    const marker = markerOf(list, index, level)
    const entries = item.flatMap((block) => blockEntries(block, links, level))
    const [first, ...others] = entries
    // The item is empty or begins with code. Its number stays; a bullet without text says nothing.
    if (!first || 'kind' in first) return list.ordered ? [{ marker, text: '' }, ...entries] : entries
    // An item that begins with a list shows both markers on its first line.
    const text = first.text.replace(TASK, (_, mark) => (mark === ' ' ? '☐ ' : '☑ '))
    return [{ marker, text: first.marker.replaceAll(INDENT, '') + text }, ...others]
  })
}

function markerOf({ ordered, start }: List, index: number, level: number): string {
  const number = start + index
  if (level === 0) return ordered ? `${number}. ` : '- '
  const bullet = ordered ? `${number})` : INNER_BULLETS[Math.min(level, INNER_BULLETS.length) - 1]
  return `${INDENT.repeat(level)}${bullet} `
}

function blockEntries(block: Block, links: Links, level: number): (Line | Block)[] {
  if (block.kind === 'list') return listEntries(block, links, level + 1)
  if (block.kind !== 'paragraph') return [block]
  const indent = level > 0 ? INDENT.repeat(level + 1) : ''
  const lines = renderLines(block.text, links)
  return lines.map((text) => ({ marker: text.startsWith(INDENT) ? '' : indent, text }))
}

/** Joins lines to items and items to lists. A block between them ends a list; the next item begins another one. */
function listChunks(entries: (Line | Block)[], gap: string, links: Links): string[] {
  const chunks: string[] = []
  let text = ''
  let hasItem = false
  for (const entry of entries) {
    if ('kind' in entry) {
      chunks.push(text, ...toChunks([entry], links))
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
  return [...chunks, text]
}

/**
 * Keeps a line of text from beginning a block, which it would after a `<br>` or without its indentation: by a no-break
 * space instead of the space after its mark, by `&gt;`, or by a backslash.
 * @param isContinued the line continues the one above
 */
function keepAsText(line: string, isContinued: boolean): string {
  const endsBlock = isContinued && (underlineLevel(line) || isDelimiterRow(line))
  if (!startsBlock(line, isContinued) && !endsBlock) return line
  if (line.startsWith('>')) return `&gt;${line.slice(1)}`
  const marker = /^(?:[-+*]|#{1,6}|\d{1,9}[.)])(?=[ \t]|$)/.exec(line)?.[0]
  return marker ? `${marker}\u00a0${line.slice(marker.length + 1)}` : `\\${line}`
}
