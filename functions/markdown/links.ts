/**
 * `[text](target)`, `[text][label]`, `[label]` and `![alt](target)`, checked, and written so that simple clients read
 * them too. A closing bracket decides what it and its opening one are, innermost first (CommonMark 0.31, appendix).
 */
import { joinPieces, type Piece } from './emphasis'
import type { References } from './types'

/** The state of reading one inline text from left to right. */
export interface Scan {
  text: string
  /** Where the current match begins. */
  index: number
  /** Where reading goes on after the current match. */
  end: number
  /** What was read so far. */
  pieces: Piece[]
  /**
   * Opening brackets of the current line without a partner so far, the innermost last: the index of each in `pieces`, and
   * the index of the character after it.
   */
  brackets: { piece: number; start: number; isImage: boolean }[]
  references: References
  /** Lengths of backtick runs that do not occur in the rest of the text. */
  missingRuns: Set<number>
}

/** DingTalk opens these; `javascript:`, `file:` and relative addresses lead nowhere in a chat. */
const LINK_TARGET = /^(?:https?:\/\/|dingtalk:\/\/|mailto:)[^\s]/i
const IMAGE_TARGET = /^https?:\/\/[^\s]/i
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i
const DEFINITION =
  /^\[((?:[^[\]\\]|\\.){1,999})\]:[ \t]*(<[^<>]*>|[^<\s]\S*)[ \t]*("[^"]*"|'[^']*'|\([^()]*\))?$/
/** `(target "title")`; the target has escapes and brackets of its own, or stands in angle brackets. */
const TARGET = new RegExp(
  [
    /\([ \t]{0,9}/,
    /(<[^<>\n]*>|(?!<)[^\s()\\]*(?:(?:\\[!-~]|\([^\s()\\]*\))[^\s()\\]*){0,99})/,
    /(?:[ \t]{1,9}(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]{0,9}\)/,
  ]
    .map(({ source }) => source)
    .join(''),
  'y',
)
const LABEL = /\[([^[\]\n]*)\]/y
const MAX_LABEL_CHARACTERS = 999
/** Stands for a picture that cannot be shown and has no alternative text. */
const PICTURE = '🖼'

/** DingTalk opens a link to this address. */
export const isLinkTarget = (target: string): boolean => LINK_TARGET.test(target)

/** @returns the normalized label and the address of a line that is a link definition, else undefined */
export function definitionOf(line: string): { label: string; target: string } | undefined {
  const [, name = '', target = ''] = DEFINITION.exec(line) ?? []
  const label = normalizeLabel(name)
  // A footnote is text of the answer.
  return label && !label.startsWith('^') ? { label, target: unescapeTarget(target) } : undefined
}

/** Writes an address without any character that could end it early: a client may look for the first `)`. */
export function writeTarget(target: string): string {
  return target.replace(/[\s<>()[\]`"\\*^{|}]/g, percentEncode).replace(/&(?=#?\w+;)/g, '&amp;')
}

/** Reads `[` or `![`. */
export function openBracket({ brackets, pieces, end }: Scan, [mark]: RegExpExecArray): string {
  brackets.push({ piece: pieces.length, start: end, isImage: mark === '![' })
  return mark
}

/** Reads `]` and the target or label after it; takes the pieces since the opening bracket off the scan. */
export function closeBracket(scan: Scan): string {
  const bracket = scan.brackets.pop()
  const target = bracket && readTarget(scan, bracket.start)
  if (!bracket || target === undefined) return ']'
  const content = joinPieces(scan.pieces.splice(bracket.piece).slice(1)).replaceAll('\n', ' ')
  if (bracket.isImage) return toImage(content, target)
  // Links do not nest: the brackets around this one are text.
  if (isLinkTarget(target)) scan.brackets = []
  return toLink(content, target)
}

/** @returns the address for the brackets, '' for an empty one, undefined for brackets that are no link; moves `end` */
function readTarget(scan: Scan, start: number): string | undefined {
  const { text, index, references } = scan
  TARGET.lastIndex = index + 1
  const inline = TARGET.exec(text)
  if (inline) {
    scan.end = TARGET.lastIndex
    return unescapeTarget(inline[1] ?? '')
  }
  if (references.size === 0) return undefined
  LABEL.lastIndex = index + 1
  const [whole = '', explicit] = LABEL.exec(text) ?? []
  const own = index - start <= MAX_LABEL_CHARACTERS ? text.slice(start, index) : ''
  const target = references.get(normalizeLabel(explicit || own))
  if (target !== undefined) scan.end = index + 1 + whole.length
  return target
}

function toImage(alt: string, target: string): string {
  const words = alt.replaceAll('[', '［').replaceAll(']', '］')
  return IMAGE_TARGET.test(target) ? `![${words}](${writeTarget(target)})` : words || PICTURE
}

/** A relative address is shown; a script, or a link within a page, is not. */
function toLink(content: string, target: string): string {
  const written = writeTarget(target)
  if (isLinkTarget(target)) return `[${content || written}](${written})`
  if (target && !target.startsWith('#') && !ANY_SCHEME.test(target)) return `${content} (\`${written}\`)`
  return content || written || '[]'
}

/** Removes angle brackets, backslash escapes and the one character reference that addresses contain. */
function unescapeTarget(target: string): string {
  const bare = target.startsWith('<') ? target.slice(1, -1) : target
  return bare.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/&amp;/g, '&')
}

/** Labels match without regard to case and spacing. */
const normalizeLabel = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase()

/** `encodeURIComponent` leaves these. */
const ENCODED: Record<string, string> = { '(': '%28', ')': '%29', '*': '%2A' }
const percentEncode = (character: string) => ENCODED[character] ?? encodeURIComponent(character)
