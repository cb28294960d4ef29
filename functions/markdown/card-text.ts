/** An answer's Markdown for a card, whole or while it is being written. Pure functions; linear time. */
import { fenceAfter, readOpeningFence } from './lines'
import { toDingTalkMarkdown } from './markdown'
import { PART_LIMITS, splitIntoParts } from './split'

/** A card with more than about 3,000 characters can turn blank. */
export const MAX_CARD_CHARACTERS = 2_800
/** Of a longer text the rest is not on the card. */
const MAX_FRAME_SOURCE = 2 * MAX_CARD_CHARACTERS
/** The end of a line whose paragraph goes on, as `toDingTalkMarkdown` writes it. */
const LINE_BREAK = '  \n'

/** The limits of the part that a card shows. @param room characters of a line under it */
export function cardLimits(shown: string, room: number): typeof PART_LIMITS {
  // `<br>` takes a character more.
  const breaks = shown.slice(0, MAX_CARD_CHARACTERS).split(LINE_BREAK).length - 1
  return { ...PART_LIMITS, characters: MAX_CARD_CHARACTERS - room - breaks }
}

/** DingTalk's Markdown for a card, which joins the lines of a paragraph unless there is a `<br>`. */
export function toCardText(shown: string): string {
  let fence: ReturnType<typeof fenceAfter>
  let text = ''
  let isJoined = false
  for (const line of shown.split(/(?<=\n)/)) {
    fence = fenceAfter(line.replace(/\n$/, ''), fence)
    const own = isJoined && !line.startsWith('>') ? line.replace(/^ +/, '') : line
    if (isJoined) text += line.startsWith('>') ? LINE_BREAK : '<br>'
    isJoined = !fence && line.endsWith(LINE_BREAK)
    text += isJoined ? own.slice(0, -LINE_BREAK.length) : own
  }
  return text
}

/** What a card shows of an answer that is still being written. @param written see `toDingTalkMarkdown` */
export function toFrame(answer: string, written: ReadonlySet<string>): string {
  const shown = toDingTalkMarkdown(heal(answer.slice(0, MAX_FRAME_SOURCE)), written)
  const limits = cardLimits(shown, 0)
  const [first = ''] = splitIntoParts(shown, PART_LIMITS, undefined, limits)
  return toCardText(first)
}

/** Closes what the last line leaves open; an open fence is closed by the converter. */
function heal(text: string): string {
  const start = text.lastIndexOf('\n') + 1
  let fence: ReturnType<typeof fenceAfter>
  for (const line of text.slice(0, start).split('\n')) fence = fenceAfter(line, fence)
  const last = text.slice(start)
  if (fence) return text
  // The word for a language may go on.
  if (readOpeningFence(last)) return text.slice(0, start)
  const line = last
    // A link or picture without its end shows its words.
    .replace(/!?\[([^[\]\n]*)(?:\](?:\([^()\s]*)?)?$/, '$1')
    .replace(/[*_~`]+$/, '')
  return text.slice(0, start) + close(line)
}

function close(line: string): string {
  const ticks = line.match(/`+/g) ?? []
  if (ticks.length % 2 === 1) return line + ticks.at(-1)
  const words = line.replace(/(`+)[^`]*\1/g, '')
  const open = ['**', '~~'].filter((mark) => words.split(mark).length % 2 === 0)
  return open.length > 0 ? line.trimEnd() + open.toReversed().join('') : line
}
