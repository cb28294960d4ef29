/**
 * Which lines belong to a quote or to a list item, and what they are without its marks (CommonMark 0.31, section 5).
 * One exception: a list indented by two columns under a numbered item belongs to the item. Models write that, and
 * CommonMark would end the list.
 */
import { type Fence, fenceAfter } from './fences'
import * as line from './lines'

interface Content {
  /** The container's lines without its marks. */
  inner: string[]
  /** The index of the first line after the container. */
  next: number
}

/** @returns the lines of the item that begins at `index` with the marker, and blank lines at its end */
export function readItemLines(lines: string[], index: number, marker: line.ListMarker): Content {
  const isEmpty = line.isBlank(marker.text)
  return readContent(lines, index, (text, at) => {
    if (at === index) return marker.text
    const indent = line.indentOf(text)
    const isList = indent >= marker.indent + 2 && line.listMarkerOf(text) !== undefined
    // An item may begin with one blank line, not with two.
    const isInside = line.isBlank(text) ? !isEmpty || at > index + 1 : indent >= marker.width || isList
    return isInside ? line.dedent(text, marker.width) : undefined
  })
}

/** @returns the lines of the quote that begins at `index` */
export function readQuoteLines(lines: string[], index: number): Content {
  return readContent(lines, index, line.unquote)
}

/** @param strip removes the container's marks from a line; undefined for a line without them */
function readContent(
  lines: string[],
  index: number,
  strip: (line: string, index: number) => string | undefined,
): Content {
  const inner: string[] = []
  let fence: Fence | undefined
  let isTable = false
  let next = index
  for (; next < lines.length; next++) {
    const current = lines[next] ?? ''
    const previous = inner.at(-1) ?? ''
    const stripped = strip(current, next)
    if (stripped === undefined && (fence || isTable || !isContinued(previous, current))) break
    const text: string = stripped ?? current
    isTable = !line.isBlank(text) && !line.isBlank(previous) && (isTable || line.isDelimiterRow(text))
    fence = fenceAfter(text, fence)
    inner.push(text)
  }
  return { inner, next }
}

/** Text right under a paragraph continues it, also without the container's marks. */
function isContinued(previous: string, current: string): boolean {
  if (line.isBlank(previous) || line.isBlank(current) || line.isLeafBlock(previous)) return false
  return !line.startsBlock(current, false) && !line.underlineLevel(current)
}
