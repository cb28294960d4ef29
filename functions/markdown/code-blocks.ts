/** Code blocks, kept byte for byte: in fences, indented by four columns, and display LaTeX, which becomes code. */
import { closesFence, openFence } from './fences'
import { dedent, indentOf, isBlank, trimSpaces } from './lines'
import type { Found } from './types'

const INDENTED_CODE_COLUMNS = 4
/** The closing line of LaTeX is searched in so many lines, which bounds the time for opening lines without one. */
const MAX_MATHS_LINES = 100

/** Reads code in a fence; without a closing line it goes to the end. */
export function readFence(lines: string[], index: number): Found | undefined {
  const fence = openFence(lines[index] ?? '')
  if (!fence) return undefined
  let end = index + 1
  while (end < lines.length && !closesFence(lines[end] ?? '', fence)) end++
  const code = lines.slice(index + 1, end).map((text) => dedent(text, fence.indent.length))
  return { blocks: [{ kind: 'code', marker: fence.marker, info: fence.info, lines: code }], next: end + 1 }
}

/** Reads the LaTeX between `\[` and `\]` or between `$$` and `$$`, each on a line of its own. */
export function readMaths(lines: string[], index: number): Found | undefined {
  const opener = trimSpaces(lines[index] ?? '')
  if (opener !== '\\[' && opener !== '$$') return undefined
  const closer = opener === '$$' ? '$$' : '\\]'
  const following = lines.slice(index + 1, index + 1 + MAX_MATHS_LINES)
  const count = following.findIndex((text) => trimSpaces(text) === closer)
  if (count < 0) return undefined
  const code = following.slice(0, count)
  return { blocks: [{ kind: 'code', marker: '', info: 'latex', lines: code }], next: index + count + 2 }
}

/** Reads indented code, which does not begin right under text. */
export function readIndentedCode(lines: string[], index: number): Found | undefined {
  let next = index
  for (let at = index; at < lines.length; at++) {
    const text = lines[at] ?? ''
    if (isBlank(text)) continue
    if (indentOf(text) < INDENTED_CODE_COLUMNS) break
    next = at + 1
  }
  if (next === index) return undefined
  const code = lines.slice(index, next).map((text) => dedent(text, INDENTED_CODE_COLUMNS))
  return { blocks: [{ kind: 'code', marker: '', info: '', lines: code }], next }
}
