/** What a parser that is not under test reads in markdown. */
import MarkdownIt from 'markdown-it'

/** CommonMark alone, and with tables and strikethrough. They keep every link, also those to a script. */
const PARSERS = [new MarkdownIt('commonmark'), new MarkdownIt({ html: true })]

for (const parser of PARSERS) parser.validateLink = () => true

type Parser = (typeof PARSERS)[number]
type Token = ReturnType<Parser['parse']>[number]

/** @returns the pieces of raw HTML, which clients drop or do not render */
export function rawHtmlIn(markdown: string): string[] {
  return PARSERS.flatMap((parser) => tokensOf(parser, markdown))
    .filter(({ type }) => type.startsWith('html'))
    .map(({ content }) => content)
}

/** @returns the addresses of links and pictures */
export function targetsIn(markdown: string): string[] {
  return PARSERS.flatMap((parser) => tokensOf(parser, markdown))
    .flatMap(({ attrs }) => attrs ?? [])
    .filter(([name]) => name === 'href' || name === 'src')
    .map(([, target]) => String(target))
}

/** @returns inline code and code blocks in their order */
export function codeIn(markdown: string): string[] {
  return tokensOf(new MarkdownIt('commonmark'), markdown)
    .filter(({ type }) => ['fence', 'code_block', 'code_inline'].includes(type))
    .map(({ content }) => content)
}

function tokensOf(parser: Parser, markdown: string): Token[] {
  return parser.parse(markdown, {}).flatMap((token): Token[] => [token, ...(token.children ?? [])])
}
