/**
 * Which lines belong to a quote or to a list item, and what they are inside of it.
 * Plain lines in, plain lines out; follows CommonMark (spec 0.31, section 5), with one kindness: a list that is
 * indented by two under a numbered item belongs to the item. Models write that, and CommonMark would end the list.
 */
import { closesFence, type Fence, openFence } from './fences'
import * as line from './lines'

export interface Gathered {
  /** The lines without the container's own marks. */
  inner: string[]
  /** The index of the first line after the container. */
  next: number
}

/** @param index of the quote's first line */
export function gatherQuote(lines: string[], index: number): Gathered {
  const inside = createInside()
  let next = index
  for (; next < lines.length; next++) {
    const current = lines[next] ?? ''
    const text = line.unquote(current)
    if (text === undefined && !inside.isContinuedBy(current)) break
    inside.add(text ?? current)
  }
  return { inner: inside.lines, next }
}

/**
 * @param index of the item's first line, which has the marker
 * @returns also how many blank lines follow the item; `next` is the line after them
 */
export function gatherItem(
  lines: string[],
  index: number,
  marker: line.ListMarker,
): Gathered & { blanks: number } {
  const inside = createInside()
  inside.add(marker.text)
  let next = index + 1
  for (; next < lines.length; next++) {
    const current = lines[next] ?? ''
    if (line.isBlank(current)) {
      // An item may begin with one blank line, not with two.
      if (inside.lines.length === 1 && line.isBlank(marker.text)) break
    } else if (!isIndentedInto(current, marker) && !inside.isContinuedBy(current)) break
    inside.add(line.dedent(current, marker.width))
  }
  const inner = inside.lines
  let blanks = 0
  while (inner.length > 1 && line.isBlank(inner.at(-1) ?? '')) {
    inner.pop()
    blanks++
  }
  return { inner, next, blanks }
}

function isIndentedInto(current: string, marker: line.ListMarker): boolean {
  const indent = line.indentOf(current)
  if (indent >= marker.width) return true
  return indent >= marker.indent + 2 && line.listMarkerOf(current) !== undefined
}

/** The lines gathered so far, and what of the container's content stands open at their end. */
function createInside() {
  const lines: string[] = []
  let fence: Fence | undefined
  let isTable = false
  return {
    lines,
    add(text: string): void {
      const previous = lines.at(-1) ?? ''
      if (fence) fence = closesFence(text, fence) ? undefined : fence
      else fence = openFence(text)
      isTable = !line.isBlank(previous) && !line.isBlank(text) && (isTable || line.isDelimiterRow(text))
      lines.push(text)
    },
    /** Text right under a paragraph goes on with it, without the container's marks ("laziness" in the specification). */
    isContinuedBy(current: string): boolean {
      const previous = lines.at(-1) ?? ''
      if (fence || isTable || line.isBlank(previous) || line.isBlank(current) || line.isLeafBlock(previous))
        return false
      return !line.startsBlock(current, false) && line.underlineLevel(current) === undefined
    },
  }
}
