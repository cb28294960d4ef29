/** Code fences as CommonMark reads them (spec 0.31, section 4.5). Lines come without their line ending. */

export interface Fence {
  /** The whole opening line. */
  line: string
  /** Up to three spaces before the marker. */
  indent: string
  /** Three or more backticks or tildes. */
  marker: string
  /** The text after the marker, usually the language. */
  info: string
}

/** @returns the fence that this line opens, or undefined */
export function openFence(line: string): Fence | undefined {
  const match = /^( {0,3})(`{3,}|~{3,})(.*)$/s.exec(line)
  if (!match) return undefined
  const [, indent = '', marker = '', rest = ''] = match
  // ```like this``` is inline code.
  if (marker.startsWith('`') && rest.includes('`')) return undefined
  return { line, indent, marker, info: rest.trim() }
}

/** Tells whether the line closes the fence: the fence's own character, at least as often, and nothing else. */
export function closesFence(line: string, fence: Fence): boolean {
  const run = /^ {0,3}(`+|~+)[ \t\r]*$/.exec(line)?.[1] ?? ''
  return run.startsWith(fence.marker)
}

/** @returns the fence that is open after the line, given the one that was open before it */
export function fenceAfter(line: string, fence: Fence | undefined): Fence | undefined {
  if (!fence) return openFence(line)
  return closesFence(line, fence) ? undefined : fence
}
