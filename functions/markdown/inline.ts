/**
 * The text of a paragraph, heading or cell → lines that DingTalk's clients can show.
 * Code stays byte for byte. Outside of code no `<` is left, so that no client takes text for HTML; links lead to an
 * allowed address or become text; LaTeX becomes code, which keeps its stars, underscores and backslashes; character
 * references (`&nbsp;`) become characters. One pass (CommonMark 0.31, section 6); linear time; never throws.
 */
import { toAddress } from './addresses'
import { joinPieces, type Piece, type Run } from './emphasis'
import { trimSpaces } from './lines'
import { closeBracket, openBracket, type Scan, writeLink } from './links'
import type { Links } from './types'

/** @returns what the match becomes, or undefined to leave it to the next rule */
type Read = (scan: Scan, match: RegExpExecArray) => Piece | undefined

const asWritten: Read = (_scan, [whole]) => whole
/** Longer code within a line is text, so that a part of an answer has room for it. */
const MAX_CODE_CHARACTERS = 1_000
/** An accent that looks like a backtick. A backtick would find a partner elsewhere, an escaped one in some clients. */
const LONE_BACKTICK = 'ˋ'
/** Characters without a meaning in markdown, HTML or LaTeX. */
const PLAIN_ASCII = /[a-z\d!"%'(),./:;?@]/i
const isMaths = /\S/
const isDisplayMaths = /\\[a-z]|[_^=+<>]/i
const isDollarMaths = /^(?!.*\] ?\().*[\\^_{]/

/** What to read at an index: the first rule that matches there. The last one matches every character. */
const RULES: [pattern: RegExp, read: Read][] = [
  [/[^\\`$<&![\]*_\nh\u202d\u202e]+/y, asWritten],
  // These would show the text of a link from right to left, so that it looks like another address.
  [/[\u202d\u202e]+/y, () => ''],
  // A bare address: its underscores are no emphasis.
  [/https?:\/\/[^\s<>()[\]*`\\|"!\u202d\u202e]+/y, asWritten],
  [/`+/y, readCode],
  // LaTeX within a line. The 1,000 characters bound the time for openers without a closer.
  [/\\\(([^`\n]{1,1000}?)\\\)/y, readMaths(isMaths)],
  [/\\\[([^`\n]{1,1000}?)\\\]/y, readMaths(isDisplayMaths)],
  [/\$\$([^`\n]{1,1000}?)\$\$/y, readMaths(isMaths)],
  // Like Pandoc's rule, which excludes prices and `$PATH`: no space inside, no letter or digit outside.
  [/(?<![\w$])\$(?![\s$])([^$\n`]*[^\s$\\`])\$(?![\w$])/y, readMaths(isDollarMaths)],
  [/\\\n/y, () => '\n'],
  [/\\</y, () => '&lt;'],
  [/\\`/y, () => LONE_BACKTICK],
  [/\\[!-/:-@[-`{-~]/y, asWritten],
  [/<br[ \t]*\/?>/iy, () => '\n'],
  [
    /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,255})>/iy,
    readAutolink,
  ],
  [/</y, () => '&lt;'],
  [/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]\w{1,31}));/iy, readReference],
  // Some readers take these for a reference without its semicolon.
  [/&(?=#)/y, () => '&amp;'],
  [/\*+|_+/y, readRun],
  // Footnotes: the line of one, and a reference to it.
  [/(?<![^\n])\[\^([^\s[\]<`]{1,50})\]:[ \t]*/y, (_scan, [, label]) => `[${label}] `],
  [/\[\^([\p{L}\p{N}_.-]{1,50})\](?!\()/uy, (_scan, [, label]) => `[${label}]`],
  [/!?\[/y, openBracket],
  [/\]/y, closeBracket],
  [/./sy, asWritten],
]

/** The named references that models use. Each entry is a name and its character. */
const NAMED_REFERENCES = new Map(
  (
    'nbsp\u00a0 ensp\u2002 emsp\u2003 quot" apos\' copy© reg® trade™ deg° middot· bull• hellip… ndash– mdash— lsquo‘ rsquo’ ' +
    'ldquo“ rdquo” laquo« raquo» times× divide÷ plusmn± minus− le≤ ge≥ ne≠ asymp≈ infin∞ larr← uarr↑ rarr→ darr↓ harr↔ ' +
    'rArr⇒ euro€ pound£ yen¥ sect§ excl! lpar( rpar) comma, period. sol/ colon: quest? commat@ lsqb［ lbrack［ rsqb］ rbrack］'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, -1), entry.slice(-1)]),
)

/** @returns one line per line of the text and per `<br>`, without empty lines and without spaces at the ends */
export function renderLines(text: string, links: Links): string[] {
  const scan: Scan = { text, index: 0, end: 0, pieces: [], brackets: [], links }
  while (scan.index < text.length) {
    const piece = readNext(scan)
    if (piece !== '') scan.pieces.push(apart(scan.pieces.at(-1), piece))
    scan.index = scan.end
  }
  return joinPieces(scan.pieces).split('\n').map(trimSpaces).filter(Boolean)
}

/**
 * Keeps text that is no link, picture, definition or code from becoming one next to other text. A backslash would not do:
 * there are clients that ignore it.
 */
function apart(last: Piece | undefined, piece: Piece): Piece {
  if (typeof last !== 'string' || typeof piece !== 'string') return piece
  const both = (last.at(-1) ?? '') + piece[0]
  if (both === ']:') return `：${piece.slice(1)}`
  return both === '](' || both === '![' || both === '``' ? ` ${piece}` : piece
}

function readNext(scan: Scan): Piece {
  for (const [pattern, read] of RULES) {
    pattern.lastIndex = scan.index
    const match = pattern.exec(scan.text)
    if (!match) continue
    scan.end = scan.index + match[0].length
    const piece = read(scan, match)
    if (piece !== undefined) return piece
  }
  throw new Error('the last rule matches every character')
}

/** Reads inline code from its opening run of backticks. A run without a closing one becomes other marks. */
function readCode(scan: Scan, [run]: RegExpExecArray): string {
  const rest = scan.text.slice(scan.end, scan.end + MAX_CODE_CHARACTERS + run.length)
  const length = lengthUntilRun(rest, run)
  if (length === undefined) return LONE_BACKTICK.repeat(run.length)
  scan.end += length
  // A line break in code means a space. Written as one, no client takes the next line for a new block.
  return scan.text.slice(scan.index, scan.end).replaceAll('\n', ' ')
}

/** @returns the length up to the end of the next run of exactly as many backticks, or undefined */
function lengthUntilRun(text: string, run: string): number | undefined {
  let end = 0
  for (let start = text.indexOf(run); start >= 0; start = text.indexOf(run, end)) {
    for (end = start; text[end] === '`'; ) end++
    if (end - start === run.length) return end
  }
  return undefined
}

/** @param sign what occurs in LaTeX: `\[1\]` and `$5 和 $` are none */
function readMaths(sign: RegExp): Read {
  return ({ text, index, end }, [, maths = '']) => {
    // Next to a backtick its own backticks would not be read as such.
    if (!sign.test(maths) || text[index - 1] === '`' || text[end] === '`') return undefined
    return `\`${maths.trim()}\``
  }
}

function readAutolink({ links }: Scan, [, target = '']: RegExpExecArray): string | undefined {
  const address = toAddress(target.includes(':') ? target : `mailto:${target}`, links.written)
  return address && writeLink(target.includes(':') ? '' : target, address)
}

/** A character that has a meaning in markdown or HTML stays a reference (`&lt;`, `&amp;`, `&#42;`); brackets become others. */
function readReference(
  _scan: Scan,
  [whole, decimal, hexadecimal, name = '']: RegExpExecArray,
): string | undefined {
  if (name) return NAMED_REFERENCES.get(name) ?? whole
  const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : Number(decimal)
  if (code === 0 || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return undefined
  const character = String.fromCodePoint(code)
  if (code < 0x20) return ' '
  if (code === 0x202d || code === 0x202e) return ''
  if (character === '[' || character === ']') return character === '[' ? '［' : '］'
  return code >= 0xa0 || PLAIN_ASCII.test(character) ? character : whole
}

function readRun({ text, index, end }: Scan, [marks]: RegExpExecArray): Run {
  // By code points: half of an emoji is neither a letter nor a punctuation mark.
  const before = Array.from(text.slice(Math.max(0, index - 2), index)).at(-1)
  return { marks, before, after: Array.from(text.slice(end, end + 2))[0] }
}
