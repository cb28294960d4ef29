/**
 * `*` and `_` so that DingTalk's clients see what the model meant.
 *  - `_x_` and `__x__` become `*x*` and `**x**`: the documented subset has no underscores. `snake_case` and Python's
 *    `__init__` stay.
 *  - `**注意：**请` gets a space after the stars: by CommonMark's rule a closing run between a punctuation mark and a
 *    letter is no closing run, and the reader would see the stars. Chinese writes no spaces, so models do this a lot.
 * Pairs lie within a line. Everything else about emphasis stays as written. One pass, linear.
 */

export interface Run {
  character: '*' | '_'
  length: number
  /** The characters on both sides; undefined at the text's ends. */
  before: string | undefined
  after: string | undefined
}

export type Piece = string | Run

const PUNCTUATION = /[\p{P}\p{S}]/u
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const MAX_RUN = 3

/**
 * Joins the pieces of a text, its runs of `*` and `_` settled.
 * @param lone how an underscore without a partner is written
 */
export function joinPieces(pieces: Piece[], lone: '_' | '\\_' = '_'): string {
  const settled = withStars(pieces)
  const texts = settled.map((piece) => {
    if (typeof piece === 'string') return piece
    return (piece.character === '_' ? lone : '*').repeat(piece.length)
  })
  giveRoom(settled, texts)
  return texts.join('')
}

/** Pairs runs of `_` of the same length, inner ones first; an opener inside of a pair that has no partner stays as it is. */
function withStars(pieces: Piece[]): Piece[] {
  const settled = [...pieces]
  const openers: number[][] = Array.from({ length: MAX_RUN + 1 }, () => [])
  pieces.forEach((run, index) => {
    if (run === '\n') for (const waiting of openers) waiting.length = 0
    if (typeof run === 'string' || run.character !== '_' || run.length > MAX_RUN) return
    const opener = canClose(run) ? openers[run.length]?.pop() : undefined
    if (opener === undefined) {
      if (canOpen(run)) openers[run.length]?.push(index)
      return
    }
    for (const waiting of openers) while ((waiting.at(-1) ?? -1) > opener) waiting.pop()
    const first = pieces[opener] as Run
    const touchesStar = [first.before, first.after, run.before, run.after].includes('*')
    if (touchesStar || isName(pieces.slice(opener, opener + 3), run)) return
    settled[opener] = { ...first, character: '*' }
    settled[index] = { ...run, character: '*' }
  })
  return settled
}

/** Python's `__name__` is a name, not a bold word. */
function isName([, name, end]: Piece[], run: Run): boolean {
  return run.length === 2 && end === run && typeof name === 'string' && /^\w+$/.test(name)
}

/** Puts a space between a run of `*` and the Chinese letter that would keep it from opening or closing. */
function giveRoom(pieces: Piece[], texts: string[]): void {
  let openers: (number | undefined)[] = []
  pieces.forEach((run, index) => {
    if (run === '\n') openers = []
    if (typeof run === 'string' || run.character !== '*' || run.length > MAX_RUN) return
    const opener = openers[run.length]
    if (opener !== undefined && !isSpace(run.before)) {
      const first = pieces[opener] as Run
      if (isMark(first.after) && isCjk(first.before)) texts[opener] = ` ${texts[opener]}`
      if (isMark(run.before) && isCjk(run.after)) texts[index] += ' '
      openers = []
    } else if (!isSpace(run.after)) openers[run.length] = index
  })
}

/** CommonMark's rules for `_`: it neither opens nor closes inside of a word (spec 0.31, section 6.2). */
function canOpen(run: Run): boolean {
  return isLeft(run) && (!isRight(run) || isMark(run.before))
}

function canClose(run: Run): boolean {
  return isRight(run) && (!isLeft(run) || isMark(run.after))
}

function isLeft({ before, after }: Run): boolean {
  return !isSpace(after) && (!isMark(after) || isSpace(before) || isMark(before))
}

function isRight({ before, after }: Run): boolean {
  return !isSpace(before) && (!isMark(before) || isSpace(after) || isMark(after))
}

const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character)
const isMark = (character: string | undefined) => character !== undefined && PUNCTUATION.test(character)
const isCjk = (character: string | undefined) => character !== undefined && CJK.test(character)
