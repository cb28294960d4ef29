/** What a parser that is not under test reads in markdown. */
import { Parser as CommonMark, type Node } from 'commonmark'
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

/** @returns the addresses of links and pictures by two parsers, and by both of them when they ignore escapes */
export function targetsIn(markdown: string): string[] {
  // A full-width backslash is no escape.
  const texts = markdown.includes('\\') ? [markdown, markdown.replaceAll('\\', '＼')] : [markdown]
  return texts.flatMap((text) => [
    ...PARSERS.flatMap((parser) => tokensOf(parser, text))
      .flatMap(({ attrs }) => attrs ?? [])
      .filter(([name]) => name === 'href' || name === 'src')
      .map(([, target]) => String(target)),
    ...nodesIn(text).flatMap(({ type, destination }) => (/link|image/.test(type) ? [destination ?? ''] : [])),
  ])
}

/** @returns the pictures that a client would load */
export function picturesIn(markdown: string): string[] {
  const texts = [markdown, markdown.replaceAll('\\', '＼')]
  return texts
    .flatMap(nodesIn)
    .flatMap(({ type, destination }) => (type === 'image' ? [destination ?? ''] : []))
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

function nodesIn(markdown: string): Node[] {
  const walker = new CommonMark().parse(markdown).walker()
  const nodes: Node[] = []
  for (let step = walker.next(); step; step = walker.next()) if (step.entering) nodes.push(step.node)
  return nodes
}
