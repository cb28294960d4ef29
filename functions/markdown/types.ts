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

/** The state of reading the blocks of some lines. */
export interface Reading {
  lines: string[]
  /** The current line. */
  index: number
  /** The lines of the paragraph before the current line. A reader removes those that belong to its block. */
  paragraph: string[]
  references: References
  /** Lists and quotes around these lines. */
  depth: number
}

/** Reads the block that begins at the current line and moves `index` behind it; undefined where none begins there. */
export type Reader = (reading: Reading, current: string) => Block[] | undefined

/** Link destinations by normalized label, from definitions such as `[label]: url`. */
export type References = Map<string, string>

/** Where the links of a text may lead. */
export interface Links {
  references: References
  /** Addresses with DingTalk's own scheme that people wrote. */
  written: ReadonlySet<string>
  /** Characters of destinations that references may still copy into the text. */
  copies: number
}
