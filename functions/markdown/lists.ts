/**
 * A list → its lines in order, and the blocks that cannot stand in a list on a phone.
 *
 * Clients drop the spaces at a line's start, so only the outer list uses markdown's markers. The items of inner lists
 * are further lines of the outer item, indented by full-width spaces, with bullets of their own:
 *
 *     1. outer
 *     　◦ inner          (or 　1) inner)
 *     　　▪ innermost
 */
import { renderLines } from './inline'
import { INDENT } from './lines'
import type { Block, List, References } from './types'

export interface Line {
  /** What stands before the text: `- ` or `1. ` where an item of the outer list begins, indentation, or nothing. */
  marker: string
  text: string
}

const INNER_BULLETS = ['◦', '▪', '▫']
/** `[ ] to do`, `[x] done` */
const TASK = /^\[([ xX])\][ \t]+/

/** @returns the list's lines, and between them its code, quotes, headings and rules as blocks */
export function listEntries(list: List, references: References, level = 0): (Line | Block)[] {
  return list.items.flatMap((item, index) => {
    const marker = markerOf(list, index, level)
    const entries = item.flatMap((block) => blockEntries(block, references, level))
    const [first, ...others] = entries
    if (first && !('kind' in first)) {
      // An item that begins with a list shows both markers on its first line.
      const text = first.marker.replaceAll(INDENT, '') + first.text.replace(TASK, toBox)
      return [{ marker, text }, ...others]
    }
    // The item is empty or begins with code. Its number stays; a bullet without text says nothing.
    return list.ordered ? [{ marker, text: '' }, ...entries] : entries
  })
}

function blockEntries(block: Block, references: References, level: number): (Line | Block)[] {
  if (block.kind === 'list') return listEntries(block, references, level + 1)
  if (block.kind !== 'paragraph') return [block]
  const indent = level > 0 ? INDENT.repeat(level + 1) : ''
  return renderLines(block.text, references).map((text) => {
    return { marker: text.startsWith(INDENT) ? '' : indent, text }
  })
}

function markerOf({ ordered, start }: List, index: number, level: number): string {
  const number = start + index
  if (level === 0) return ordered ? `${number}. ` : '- '
  const bullet = ordered ? `${number})` : INNER_BULLETS[Math.min(level, INNER_BULLETS.length) - 1]
  return `${INDENT.repeat(level)}${bullet} `
}

const toBox = (_: string, mark: string) => (mark === ' ' ? '☐ ' : '☑ ')
