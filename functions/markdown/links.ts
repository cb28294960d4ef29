/**
 * `[text](target)`, `[text][label]`, `[label]` and `![alt](target)`, checked, and written so that simple clients read
 * them too. A closing bracket decides what it and its opening one are, innermost first (CommonMark 0.31, appendix).
 */
import { encodeAddress, hostOf, namesOtherHost, showAddress, toAddress } from './addresses'
import { joinPieces, type Piece } from './emphasis'
import type { Links } from './types'

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
   * Opening brackets without a partner so far, the innermost last: the index of each in `pieces`, and
   * the index of the character after it.
   */
  brackets: { piece: number; start: number; isImage: boolean }[]
  links: Links
}

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
/** Longer texts in brackets are no links (CommonMark's limit for labels). */
const MAX_TEXT_CHARACTERS = 999
/** A link as it is written here. */
const OWN_LINK = /\[([^[\]]*)\]\([^()\s]*\)/g
/** Stands for a picture that cannot be shown and has no alternative text. */
const PICTURE = '🖼'

/** @returns the normalized label and the address of a line that is a link definition, else undefined */
export function definitionOf(line: string): { label: string; target: string } | undefined {
  const [, name = '', target = ''] = DEFINITION.exec(line) ?? []
  const label = normalizeLabel(name)
  // A footnote is text of the answer.
  return label && !label.startsWith('^') ? { label, target: unescapeTarget(target) } : undefined
}

/** Reads `[` or `![`. An exclamation mark that makes no picture stands apart from the bracket. */
export function openBracket({ brackets, pieces, end }: Scan, [mark]: RegExpExecArray): string {
  brackets.push({ piece: pieces.length, start: end, isImage: mark === '![' })
  return mark === '![' ? '! [' : mark
}

/** Reads `]` and the target or label after it; takes the pieces since the opening bracket off the scan. */
export function closeBracket(scan: Scan): string {
  const bracket = scan.brackets.pop()
  const isShort = bracket && scan.index - bracket.start <= MAX_TEXT_CHARACTERS
  const target = isShort ? readTarget(scan, bracket.start) : undefined
  if (!bracket || target === undefined) return ']'
  const content = joinPieces(scan.pieces.splice(bracket.piece).slice(1)).replaceAll('\n', ' ')
  const address = toAddress(target, scan.links.written)
  if (bracket.isImage) return toPicture(content, address)
  if (!address) return toText(content, target)
  // Links do not nest: the brackets around this one are text.
  scan.brackets = []
  return writeLink(content, address)
}

/** @returns the address for the brackets, '' for an empty one, undefined for brackets that are no link; moves `end` */
function readTarget(scan: Scan, start: number): string | undefined {
  const { text, index, links } = scan
  TARGET.lastIndex = index + 1
  const inline = TARGET.exec(text)
  if (inline) {
    scan.end = TARGET.lastIndex
    return unescapeTarget(inline[1] ?? '')
  }
  if (links.references.size === 0) return undefined
  LABEL.lastIndex = index + 1
  const [whole = '', explicit] = LABEL.exec(text) ?? []
  const target = links.references.get(normalizeLabel(explicit || text.slice(start, index)))
  if (target === undefined || target.length > links.copies) return undefined
  links.copies -= target.length
  scan.end = index + 1 + whole.length
  return target
}

/** Writes a link. Where the text names another host than the address has, the address stands behind the text. */
export function writeLink(content: string, address: string): string {
  const text = withoutLinks(content)
  const shown = showAddress(address)
  const target = ` (\`${shown}\`)`
  const isHonest = text.endsWith(target) || text === address || !namesOtherHost(text, address)
  return `[${text || shown}${isHonest ? '' : target}](${address})`
}

/** A client would load a picture without being asked, and tell its server what stands in the address: it gets a link. */
function toPicture(alt: string, address: string | undefined): string {
  const isRemote = address !== undefined && /^http/i.test(address)
  return isRemote ? writeLink(alt || hostOf(address), address) : withoutLinks(alt) || PICTURE
}

/** A relative address is shown; a script, or a link within a page, is not. */
function toText(content: string, target: string): string {
  const isRelative = target !== '' && !target.startsWith('#') && !ANY_SCHEME.test(target)
  const shown = showAddress(encodeAddress(target))
  return isRelative ? `${content} (\`${shown}\`)` : content || shown || '[]'
}

/** Links of pictures in a text become their words. Its brackets become others, which end no link. */
function withoutLinks(text: string): string {
  const words = text.replace(OWN_LINK, '$1')
  return words.replace(/\\?\[/g, '［').replace(/\\?\]/g, '］')
}

/** Removes angle brackets, backslash escapes and the one character reference that addresses contain. */
function unescapeTarget(target: string): string {
  const bare = target.startsWith('<') ? target.slice(1, -1) : target
  return bare.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/&amp;/g, '&')
}

/** Labels match without regard to case and spacing. */
const normalizeLabel = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase()
