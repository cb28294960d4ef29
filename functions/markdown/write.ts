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
import { INDENT, readOpeningFence, startsBlock, trimSpaces, underlineLevel } from './lines'
import { definitionOf } from './links'
import type { Block, Code, List, References } from './types'

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
export function writeBlocks(blocks: Block[], references: References): string {
  return toChunks(blocks, references).join(BLANK_LINE)
}

/** @returns the texts between two blank lines; code is one of its own */
function toChunks(blocks: Block[], references: References): string[] {
  return blocks.flatMap((block) => blockChunks(block, references)).filter(Boolean)
}

function blockChunks(block: Block, references: References): string[] {
  switch (block.kind) {
    case 'paragraph': {
      const lines = renderLines(block.text, references)
      return [lines.map((line, index) => keepAsText(line, index > 0)).join(LINE_BREAK)]
    }
    case 'heading': {
      const text = renderLines(block.text, references).join(' ')
      return [text && `${'#'.repeat(block.level)} ${text}`]
    }
    case 'quote':
      return toChunks(block.blocks, references).map(quote)
    case 'list':
      return listChunks(listEntries(block, references), block.loose ? BLANK_LINE : '\n', references)
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
  const length = lines.reduce((max, line) => {
    const [, run = ''] = /^ {0,3}(`+)[ \t]*$/.exec(line) ?? []
    return Math.max(max, run.length + 1)
  }, own)
  const fence = '`'.repeat(length)
  // The info string keeps no mark that a client could take for code, HTML or a table.
  return [fence + info.replace(/[`<|]/g, '').trim(), ...lines, fence].join('\n')
}

/** @returns the list's lines, and between them its code, quotes, headings and rules as blocks */
function listEntries(list: List, references: References, level = 0): (Line | Block)[] {
  return list.items.flatMap((item, index) => {
    const marker = markerOf(list, index, level)
    const entries = item.flatMap((block) => blockEntries(block, references, level))
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

function blockEntries(block: Block, references: References, level: number): (Line | Block)[] {
  if (block.kind === 'list') return listEntries(block, references, level + 1)
  if (block.kind !== 'paragraph') return [block]
  const indent = level > 0 ? INDENT.repeat(level + 1) : ''
  const lines = renderLines(block.text, references)
  return lines.map((text) => ({ marker: text.startsWith(INDENT) ? '' : indent, text }))
}

/** Joins lines to items and items to lists. A block between them ends a list; the next item begins another one. */
function listChunks(entries: (Line | Block)[], gap: string, references: References): string[] {
  const chunks: string[] = []
  let text = ''
  let hasItem = false
  for (const entry of entries) {
    if ('kind' in entry) {
      chunks.push(text, ...toChunks([entry], references))
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
  if (!isContinued && definitionOf(line)) return line.replaceAll(']:', '] :')
  if (!startsBlock(line, isContinued) && !(isContinued && underlineLevel(line))) return line
  if (line.startsWith('>')) return `&gt;${line.slice(1)}`
  const marker = /^(?:[-+*]|#{1,6}|\d{1,9}[.)])(?=[ \t]|$)/.exec(line)?.[0]
  return marker ? `${marker}\u00a0${line.slice(marker.length + 1)}` : `\\${line}`
}
