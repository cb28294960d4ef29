/** Types that several files of this folder share. */

export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | List
  | Code
  | { kind: 'rule' }

export interface List {
  kind: 'list'
  ordered: boolean
  /** The first item's number; the others count on from it. */
  start: number
  /** Blank lines stand between the items. */
  loose: boolean
  items: Block[][]
}

export interface Code {
  kind: 'code'
  /** The marker of its fence; '' for code without a fence. */
  marker: string
  /** Usually the language. */
  info: string
  lines: string[]
}

/** What a reader of blocks found. */
export interface Found {
  blocks: Block[]
  /** The index of the first line after them. */
  next: number
}

/** Link destinations by normalized label, from definitions such as `[label]: url`. */
export type References = Map<string, string>

/** The state of reading one inline text from left to right. */
export interface Scan {
  text: string
  /** Where the current match begins. */
  index: number
  /** Where reading goes on after the current match. */
  end: number
  /** What was read so far. */
  pieces: Piece[]
  /** Opening brackets of the current line without a partner so far, the innermost last. */
  brackets: Bracket[]
  references: References
  /** Lengths of backtick runs that do not occur in the rest of the text. */
  missingRuns: Set<number>
}

/** Output text, or a run of `*` or `_` that `joinPieces` turns into text. */
export type Piece = string | Run

export interface Run {
  marks: string
  /** The characters on both sides; undefined at the ends of the text. */
  before: string | undefined
  after: string | undefined
}

export interface Bracket {
  /** Its index in `pieces`. */
  piece: number
  /** The index of the character after it. */
  start: number
  isImage: boolean
}
