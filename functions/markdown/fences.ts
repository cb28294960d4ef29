/**
 * Code fences, one line at a time, as CommonMark reads them (spec 0.31, section 4.5).
 * Takes lines without their line ending; no state, no I/O.
 */

export interface Fence {
  /** The spaces before the marker, at most 3: code lines may share them. */
  indent: string
  /** Three or more backticks or tildes. */
  marker: string
  /** What follows the marker, usually the language. */
  info: string
}

/** @returns the fence that this line opens, or undefined where it opens none */
export function openFence(line: string): Fence | undefined {
  const match = /^( {0,3})(`{3,}|~{3,})(.*)$/s.exec(line)
  if (!match) return undefined
  const [, indent = '', marker = '', rest = ''] = match
  // ```like this``` is inline code, not a fence.
  if (marker.startsWith('`') && rest.includes('`')) return undefined
  return { indent, marker, info: rest.trim() }
}

/** Does the line close the fence? It needs the fence's own character, at least as often, and nothing else. */
export function closesFence(line: string, fence: Fence): boolean {
  const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1] ?? ''
  return run.startsWith(fence.marker)
}
