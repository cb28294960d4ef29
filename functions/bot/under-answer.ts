/** What stands under an answer, in Markdown. Pure. */
import type { Source } from './model'

const MAX_SOURCES = 3
/** A longer address fills the screen of a client that does not show it as a link. */
const MAX_URL_CHARACTERS = 500

/**
 * The answer with a line of links to what the web searches found; unchanged where they found nothing.
 * @param label stands before the links
 */
export function withSources(text: string, sources: Source[], label: string): string {
  const usable = sources.filter(({ url }) => url.length <= MAX_URL_CHARACTERS)
  const links = [...new Map(usable.toReversed().map((one) => [one.url, one])).values()]
    .toReversed()
    .slice(0, MAX_SOURCES)
    .map(({ title, url }) => `[${toPlain(title)}](${toTarget(url)})`)
  return links.length > 0 ? `${closeCode(text)}\n\n${label}${links.join(' · ')}` : text
}

/** Closes a code block in which the answer stops, so that text below it does not become part of the code. */
export function closeCode(text: string): string {
  let open: string | undefined
  for (const line of text.split('\n')) {
    const [, indent = '', mark = '', rest = ''] = /^( {0,3})(`{3,}|~{3,})(.*)$/s.exec(line) ?? []
    if (open === undefined) {
      // ```Like this``` is inline code.
      const isInline = mark.startsWith('`') && rest.includes('`')
      if (mark && !isInline) open = indent + mark
    } else if (mark.startsWith(open.trim()) && !rest.trim()) open = undefined
  }
  return open === undefined ? text : `${text}\n${open}`
}

/** A title without the marks of Markdown, which could end the link or begin another. */
function toPlain(title: string): string {
  return title.replace(/[[\]()<>*_`~#|!\\]/g, ' ').trim() || '…'
}

/** An address without characters that could end it early. */
function toTarget(url: string): string {
  return url.replace(/[()<>[\]\\`*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}
