/**
 * A long answer → parts that DingTalk accepts, each a message of its own. A part that ends inside a code fence closes
 * it, and the next part opens it again. Linear time.
 */
import { bytesInJson, findCut, type Limits } from './cuts'
import { type Fence, fenceAfter } from './fences'

/**
 * Bots in use send 3,500 to 3,800 characters; with three bytes for each Chinese one that is 11,400 bytes. The group API
 * takes 15,000 bytes; 1,500 are for what shares the message: JSON, quotes, a title (600 bytes at most), an @ or a hint.
 */
const LIMITS: Limits = { characters: 3_800, bytes: 15_000 - 1_500 }
/** A longer opening line is opened again without its info, which is no language then. */
const MAX_OPENING_CHARACTERS = 100
/** Fences with more marks are left as they are. */
const MAX_FENCE_MARKS = 20
/** For a closing line: a line break (two bytes in JSON), three spaces and the marks. */
const CLOSING_ROOM = 5 + MAX_FENCE_MARKS

/**
 * Cuts after a paragraph, else a line, else a sentence, else a word, else a character as people count them.
 * @param limits 300 characters and 2,000 bytes at least, which have room for an opening and a closing line
 * @returns the parts in order, none empty, every code fence closed within its part; `[]` for `''`
 */
export function splitIntoParts(text: string, limits = LIMITS): string[] {
  const isShort = text.length <= limits.characters && bytesInJson(text) <= limits.bytes
  if (isShort && !openFenceOf(text)) return text ? [text] : []
  const room = /```|~~~/.test(text) ? CLOSING_ROOM : 0
  const parts: string[] = []
  let opening = ''
  for (let start = 0; start < text.length; ) {
    const end = findCut(text, start, opening, {
      characters: limits.characters - room,
      bytes: limits.bytes - room,
    })
    const shown = opening + text.slice(start, end)
    const fence = openFenceOf(shown)
    parts.push(fence ? withClosing(shown, fence) : shown)
    opening = fence ? openingOf(fence) : ''
    start = end
  }
  return parts
}

/** @returns the fence that is open at the end of a text, or undefined */
function openFenceOf(text: string): Fence | undefined {
  let fence: Fence | undefined
  for (const line of text.split('\n')) fence = fenceAfter(line, fence)
  return fence && fence.marker.length <= MAX_FENCE_MARKS ? fence : undefined
}

function withClosing(shown: string, { indent, marker }: Fence): string {
  return `${shown}${shown.endsWith('\n') ? '' : '\n'}${indent}${marker}`
}

function openingOf({ line, indent, marker }: Fence): string {
  return `${line.length <= MAX_OPENING_CHARACTERS ? line : indent + marker}\n`
}
