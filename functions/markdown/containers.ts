/**
 * Which lines belong to a quote or to a list item, and what they are without its marks (CommonMark 0.31, section 5).
 * One exception: a list indented by two columns under a numbered item belongs to the item. Models write that, and
 * CommonMark would end the list.
 */
import * as line from './lines'
import type { Reading } from './types'

/** @returns the lines of the item that begins at the current line with the marker, and blank lines at its end */
export function takeItemLines(reading: Reading, marker: line.ListMarker): string[] {
  const start = reading.index
  return takeLines(reading, (text) => {
    if (reading.index === start) return marker.text
    const indent = line.indentOf(text)
    const isList = indent >= marker.indent + 2 && line.listMarkerOf(text) !== undefined
    const isInside = line.isBlank(text) || indent >= marker.width || isList
    return isInside ? line.dedent(text, marker.width) : undefined
  })
}

/**
 * Takes the lines of a container from the current line on.
 * @param strip removes the container's marks from the current line; undefined for a line without them
 */
export function takeLines(reading: Reading, strip: (line: string) => string | undefined): string[] {
  const inner: string[] = []
  let fence: line.Fence | undefined
  let isTable = false
  for (; reading.index < reading.lines.length; reading.index++) {
    const current = reading.lines[reading.index] ?? ''
    const previous = inner.at(-1) ?? ''
    const stripped = strip(current)
    if (stripped === undefined && (fence || isTable || !isContinued(previous, current))) break
    const text = stripped ?? current
    isTable = !line.isBlank(text) && !line.isBlank(previous) && (isTable || line.isDelimiterRow(text))
    fence = line.fenceAfter(text, fence)
    inner.push(text)
  }
  return inner
}

/** Text right under a paragraph continues it, also without the container's marks. */
function isContinued(previous: string, current: string): boolean {
  if (line.isBlank(previous) || line.isBlank(current) || line.isLeafBlock(previous)) return false
  return !line.startsBlock(current, false) && !line.underlineLevel(current)
}
