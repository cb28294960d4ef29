/**
 * The text of a paragraph, heading or cell → the lines that DingTalk's clients can show.
 * Code stays byte for byte. Outside of it no `<` is left, so no client can take anything for HTML; links lead somewhere
 * or are text; LaTeX becomes code, where stars, underscores and backslashes survive.
 * One pass from left to right, as CommonMark reads (spec 0.31, section 6); linear time; never throws.
 */
import { type Brackets, closeBracket, forgetBrackets, openBracket } from './brackets'
import { createCodeReader, createMathsReader, type InlineReader } from './code'
import { joinPieces, type Piece, type Run } from './emphasis'
import { decodeEntity } from './entities'
import { trimSpaces } from './lines'
import { isLinkTarget, type References, writeTarget } from './links'

interface Scan {
  text: string
  index: number
  pieces: Piece[]
  brackets: Brackets
  references: References
  /** What a `<br>` becomes. */
  lineBreak: '\n' | ' '
  readCode: InlineReader
  readMaths: InlineReader
}

/** What was read: its piece of the outcome, and how many characters of the text it takes. */
type Read = [piece: Piece, length: number]

const PLAIN = /[^\\`$<&![\]*_\nh]+|h/y
const ADDRESS = /https?:\/\/[^\s<>()[\]*`\\|"!]+/y
const AUTOLINK = /<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*)>/iy
const EMAIL = /<([a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,255})>/iy
const LINE_BREAK = /<br[ \t]*\/?>/iy
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,31});/iy
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/

/** @returns the lines, none of them empty, none with spaces at its ends; one per line and one more per `<br>` */
export function renderLines(text: string, references: References): string[] {
  return render(text, references, '\n').split('\n').map(trimSpaces).filter(Boolean)
}

/** @returns all in one line, for a heading */
export function renderLine(text: string, references: References): string {
  return trimSpaces(render(text, references, ' '))
}

function render(text: string, references: References, lineBreak: '\n' | ' '): string {
  const scan: Scan = {
    text,
    index: 0,
    pieces: [],
    brackets: { open: [], spent: 0 },
    references,
    lineBreak,
    readCode: createCodeReader(text),
    readMaths: createMathsReader(text),
  }
  while (scan.index < text.length) {
    const [piece, length] = readNext(scan)
    scan.pieces.push(piece)
    scan.index += length
    if (piece === '\n' && text[scan.index - 1] === '\n') forgetBrackets(scan.brackets)
  }
  return joinPieces(scan.pieces)
}

function readNext(scan: Scan): Read {
  const { text, index } = scan
  switch (text[index]) {
    case '\\':
      return scan.readMaths(index) ?? readEscape(scan)
    case '$':
      return scan.readMaths(index) ?? ['$', 1]
    case '`':
      return scan.readCode(index) ?? ['`', 1]
    case '<':
      return readAngle(scan)
    case '&':
      return readAmpersand(scan)
    case '*':
    case '_':
      return readRun(scan)
    case '!':
      return text[index + 1] === '[' ? openBracket(scan, '![') : ['!', 1]
    case '[':
      return openBracket(scan, '[')
    case ']':
      return closeBracket(scan)
    case '\n':
      return ['\n', 1]
    default:
      return readPlain(scan)
  }
}

function readPlain(scan: Scan): Read {
  // In a bare address underscores are no emphasis.
  const plain = matchAt(ADDRESS, scan)?.[0] ?? matchAt(PLAIN, scan)?.[0] ?? scan.text[scan.index] ?? ''
  return [plain, plain.length]
}

function readEscape({ text, index }: Scan): Read {
  const next = text[index + 1] ?? ''
  if (next === '\n') return ['\n', 2]
  if (next === '<') return ['&lt;', 2]
  return ASCII_PUNCTUATION.test(next) ? [`\\${next}`, 2] : ['\\', 1]
}

function readAngle(scan: Scan): Read {
  const lineBreak = matchAt(LINE_BREAK, scan)
  if (lineBreak) return [scan.lineBreak, lineBreak[0].length]
  const [whole, address = ''] = matchAt(AUTOLINK, scan) ?? []
  if (whole && isLinkTarget(address)) return [autolink(scan, address, address), whole.length]
  const [mail, mailbox = ''] = matchAt(EMAIL, scan) ?? []
  if (mail) return [autolink(scan, mailbox, `mailto:${mailbox}`), mail.length]
  return ['&lt;', 1]
}

/** A link whose text is its address. An exclamation mark right before it would make it a picture. */
function autolink({ text, index }: Scan, words: string, target: string): string {
  const space = text[index - 1] === '!' ? ' ' : ''
  return `${space}[${writeTarget(words)}](${writeTarget(target)})`
}

function readAmpersand(scan: Scan): Read {
  const entity = matchAt(ENTITY, scan)?.[0]
  return entity ? [decodeEntity(entity), entity.length] : ['&', 1]
}

function readRun({ text, index }: Scan): Read {
  const character = text[index] === '_' ? '_' : '*'
  let end = index
  while (text[end] === character) end++
  const run: Run = {
    character,
    length: end - index,
    // By code points: half an emoji is neither letter nor mark.
    before: Array.from(text.slice(Math.max(0, index - 2), index)).at(-1),
    after: Array.from(text.slice(end, end + 2))[0],
  }
  return [run, run.length]
}

function matchAt(pattern: RegExp, { text, index }: Scan): RegExpExecArray | undefined {
  pattern.lastIndex = index
  return pattern.exec(text) ?? undefined
}
