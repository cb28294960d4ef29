/** What the tests use of commonmark.js, which brings no types. */
declare module 'commonmark' {
  export interface Node {
    type: string
    literal: string | null
    destination: string | null
    walker(): { next(): { entering: boolean; node: Node } | null }
  }
  export class Parser {
    parse(markdown: string): Node
  }
}
