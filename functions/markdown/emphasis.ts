/**
 * `*` and `_` so that DingTalk's clients show what the model meant.
 *  - `_x_` and `__x__` become `*x*` and `**x**`: DingTalk documents no underscores. `snake_case` and Python's `__init__`
 *    stay.
 *  - `**注意：**请` gets a space after the stars: in CommonMark a run between a punctuation mark and a letter does not
 *    close, and the reader would see the stars. Chinese has no spaces between words, so models write this often.
 * Pairs lie within a line. Other emphasis stays as written. One pass, linear time.
 */

/** Output text, or a run of `*` or `_` that `joinPieces` turns into text. */
export type Piece = string | Run

export interface Run {
  marks: string
  /** The characters on both sides; undefined at the ends of the text. */
  before: string | undefined
  after: string | undefined
}

const PUNCTUATION = /[\p{P}\p{S}]/u
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const MAX_RUN = 3

/** Joins the pieces of a text; its runs of `*` and `_` become the marks that clients read as emphasis. */
export function joinPieces(pieces: Piece[]): string {
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.marks))
  /** The last run of each kind that may open emphasis, by its marks. */
  const openers = new Map<string, number>()
  pieces.forEach((piece, index) => {
    if (piece === '\n') openers.clear()
    if (typeof piece === 'string' || piece.marks.length > MAX_RUN) return
    const opener = canClose(piece) ? openers.get(piece.marks) : undefined
    if (opener !== undefined) {
      writePair(pieces, texts, opener, index)
      // What was opened inside of the pair does not close outside of it.
      for (const [marks, at] of openers) if (at >= opener) openers.delete(marks)
    } else if (canOpen(piece)) openers.set(piece.marks, index)
  })
  return texts.join('')
}

function writePair(pieces: Piece[], texts: string[], opener: number, closer: number): void {
  const first = pieces[opener] as Run
  const last = pieces[closer] as Run
  if (isUnderscore(first)) {
    const touchesStar = [first.before, first.after, last.before, last.after].includes('*')
    if (touchesStar || isName(pieces.slice(opener + 1, closer), first)) return
  }
  const stars = '*'.repeat(first.marks.length)
  texts[opener] = isMark(first.after) && isCjk(first.before) ? ` ${stars}` : stars
  texts[closer] = isMark(last.before) && isCjk(last.after) ? `${stars} ` : stars
}

/** Python's `__name__` is a name and not bold. */
function isName([name, ...others]: Piece[], { marks }: Run): boolean {
  return marks === '__' && others.length === 0 && typeof name === 'string' && /^\w+$/.test(name)
}

/** CommonMark's rule for `_`: it does not open inside of a word (spec 0.31, section 6.2). For `*` any text may follow. */
const canOpen = (run: Run) => !isSpace(run.after) && !(isUnderscore(run) && isLetter(run.before))
const canClose = (run: Run) => !isSpace(run.before) && !(isUnderscore(run) && isLetter(run.after))

const isUnderscore = ({ marks }: Run) => marks.startsWith('_')
const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character)
const isMark = (character: string | undefined) => character !== undefined && PUNCTUATION.test(character)
const isCjk = (character: string | undefined) => character !== undefined && CJK.test(character)
const isLetter = (character: string | undefined) => !isSpace(character) && !isMark(character)
