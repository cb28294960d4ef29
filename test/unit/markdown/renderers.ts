/** What a real parser, which is not ours, sees in markdown. */
import MarkdownIt from 'markdown-it'

/** By the letter of CommonMark, and with tables and strikethrough as newer clients have them. */
const PARSERS = [new MarkdownIt('commonmark'), new MarkdownIt({ html: true })]

type Parser = (typeof PARSERS)[number]
type Token = ReturnType<Parser['parse']>[number]

/** @returns every piece of raw HTML, which is what clients swallow or go blank on */
export function rawHtmlIn(markdown: string): string[] {
  return PARSERS.flatMap((parser) => tokensOf(parser, markdown))
    .filter(({ type }) => type.startsWith('html'))
    .map(({ content }) => content)
}

/** @returns the code, in fences and in lines, in its order */
export function codeIn(markdown: string): string[] {
  return tokensOf(new MarkdownIt('commonmark'), markdown)
    .filter(({ type }) => ['fence', 'code_block', 'code_inline'].includes(type))
    .map(({ content }) => content)
}

function tokensOf(parser: Parser, markdown: string): Token[] {
  return parser.parse(markdown, {}).flatMap((token): Token[] => [token, ...(token.children ?? [])])
}
