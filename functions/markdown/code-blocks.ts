/** Code blocks, kept byte for byte: in fences, indented by four columns, and display LaTeX, which becomes code. */
import { closesFence, dedent, indentOf, isBlank, readOpeningFence, trimSpaces } from './lines'
import type { Reader } from './types'

const INDENTED_CODE_COLUMNS = 4
/** The closing line of LaTeX is searched in so many lines, which bounds the time for opening lines without one. */
const MAX_MATHS_LINES = 100

/** Reads code in a fence; without a closing line it goes to the end. */
export const readFence: Reader = (reading, current) => {
  const fence = readOpeningFence(current)
  if (!fence) return undefined
  const lines: string[] = []
  for (let text = reading.lines[++reading.index]; text !== undefined; text = reading.lines[++reading.index]) {
    if (closesFence(text, fence)) break
    lines.push(dedent(text, fence.indent.length))
  }
  reading.index++
  return [{ kind: 'code', marker: fence.marker, info: fence.info, lines }]
}

/** Reads the LaTeX between `\[` and `\]` or between `$$` and `$$`, each on a line of its own. */
export const readMaths: Reader = (reading, current) => {
  const closer = { '\\[': '\\]', $$: '$$' }[trimSpaces(current)]
  if (!closer) return undefined
  const following = reading.lines.slice(reading.index + 1, reading.index + 1 + MAX_MATHS_LINES)
  const count = following.findIndex((text) => trimSpaces(text) === closer)
  if (count < 0) return undefined
  reading.index += count + 2
  return [{ kind: 'code', marker: '', info: 'latex', lines: following.slice(0, count) }]
}

/** Reads indented code, which does not begin right under text. */
export const readIndentedCode: Reader = (reading) => {
  if (reading.paragraph.length > 0) return undefined
  const start = reading.index
  for (let at = start; at < reading.lines.length; at++) {
    const text = reading.lines[at] ?? ''
    if (isBlank(text)) continue
    if (indentOf(text) < INDENTED_CODE_COLUMNS) break
    reading.index = at + 1
  }
  if (reading.index === start) return undefined
  const lines = reading.lines.slice(start, reading.index).map((text) => dedent(text, INDENTED_CODE_COLUMNS))
  return [{ kind: 'code', marker: '', info: '', lines }]
}
