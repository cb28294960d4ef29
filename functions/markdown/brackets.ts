/**
 * `[text](target)`, `[text][label]`, `[label]`, `![alt](target)` and `[^footnote]`.
 * Reads as CommonMark does (spec 0.31, "look for link or image"): an opening bracket waits, a closing one decides what
 * the two are, innermost first. Both are in one line. Each step costs no more than what it replaces.
 */
import { joinPieces, type Piece } from './emphasis'
import {
  findReference,
  hasScheme,
  isImageTarget,
  isLinkTarget,
  type References,
  readTarget,
  writeTarget,
} from './links'

/** Opening brackets that still wait, the innermost last. */
export interface Brackets {
  open: Bracket[]
  /** So many of them, from the outermost, have a complete link inside and become none: links do not nest. */
  spent: number
}

interface Bracket {
  /** Which of the pieces it is. */
  piece: number
  /** Where the text after it begins. */
  start: number
  isImage: boolean
  /** There are brackets inside: the text between is no label. */
  hasInner: boolean
}

interface Scan {
  text: string
  index: number
  pieces: Piece[]
  brackets: Brackets
  references: References
}

/** Stands for a picture that cannot be shown and has no words for itself. */
const PICTURE = '🖼'
const MAX_LABEL_CHARACTERS = 999
const EXPLICIT_LABEL = /\[([^[\]\\\n]*(?:\\.[^[\]\\\n]*)*)\]/y

/** @param mark `[` or `![` */
export function openBracket(
  { index, pieces, brackets }: Scan,
  mark: '[' | '![',
): [piece: string, length: number] {
  const outer = brackets.open.at(-1)
  if (outer) outer.hasInner = true
  const start = index + mark.length
  brackets.open.push({ piece: pieces.length, start, isImage: mark === '![', hasInner: false })
  return [mark, mark.length]
}

/** A link lies within a line: what was opened is forgotten at the line's end. */
export function forgetBrackets(brackets: Brackets): void {
  brackets.open = []
  brackets.spent = 0
}

/** Reads the closing bracket and what belongs to it behind; takes the pieces inside off the scan. */
export function closeBracket(scan: Scan): [piece: string, length: number] {
  const { text, index, pieces } = scan
  const bracket = popBracket(scan.brackets)
  if (!bracket) return [']', 1]
  const found = findTarget(scan, bracket)
  // What looks like a link and is none gets a space: the next reader might see it otherwise.
  const end = text[index + 1] === '(' ? '] ' : ']'
  if (!found && !isFootnote(scan, bracket)) return [end, 1]
  const inner = pieces
    .splice(bracket.piece)
    .slice(1)
    .map((piece) => (piece === '\n' ? ' ' : piece))
  const isShown = found !== undefined && (bracket.isImage ? isImageTarget : isLinkTarget)(found.target)
  // Where the brackets go, an underscore that had no partner inside must not find one outside.
  const content = joinPieces(inner, isShown ? '_' : '\\_')
  if (!found) return [`[${content.slice(1)}${end}`, 1]
  if (bracket.isImage) return [toImage(content, found.target), found.end - index]
  if (isLinkTarget(found.target)) scan.brackets.spent = scan.brackets.open.length
  const shown = toLink(content, found.target)
  // Without its own brackets it must not become the address of those before it.
  const room = shown.startsWith('(') && text[bracket.start - 2] === ']' ? ' ' : ''
  return [room + shown, found.end - index]
}

/** @returns the innermost bracket, or undefined where nothing can become of it any more */
function popBracket(brackets: Brackets): Bracket | undefined {
  const bracket = brackets.open.pop()
  const isSpent = brackets.open.length < brackets.spent
  brackets.spent = Math.min(brackets.spent, brackets.open.length)
  return isSpent && !bracket?.isImage ? undefined : bracket
}

function findTarget(scan: Scan, { start, hasInner }: Bracket): { target: string; end: number } | undefined {
  const { text, index, references } = scan
  const inline = readTarget(text, index + 1)
  if (inline || references.size === 0) return inline
  EXPLICIT_LABEL.lastIndex = index + 1
  const [whole = '', explicit] = EXPLICIT_LABEL.exec(text) ?? []
  const isOwn = !explicit && !hasInner && index - start <= MAX_LABEL_CHARACTERS
  const target = findReference(references, explicit || (isOwn ? text.slice(start, index) : ''))
  return target === undefined ? undefined : { target, end: index + 1 + whole.length }
}

/** `[^1]` is shown as `[1]`, which is how the footnote's own line begins. */
function isFootnote({ text, index }: Scan, { start, isImage, hasInner }: Bracket): boolean {
  return !isImage && !hasInner && text[start] === '^' && /^\^\S+$/.test(text.slice(start, index))
}

function toImage(alt: string, target: string): string {
  const words = alt.replaceAll('[', '［').replaceAll(']', '］')
  return isImageTarget(target) ? `![${words}](${writeTarget(target)})` : words || PICTURE
}

/** A relative address is worth reading; a script, or a jump within a page, is not. */
function toLink(content: string, target: string): string {
  const written = writeTarget(target)
  if (isLinkTarget(target)) return `[${content || written}](${written})`
  if (target && !target.startsWith('#') && !hasScheme(target)) return `${content} (\`${written}\`)`
  return content || written || '[]'
}
