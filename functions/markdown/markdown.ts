/**
 * What a language model writes → what DingTalk shows on a phone.
 * DingTalk documents a small part of markdown: headings, quotes, bold, italic, links, pictures and lists ("message types
 * of a robot", sampleMarkdown). Everything else becomes that or plain text.
 * Pure functions of a string. They never throw and take linear time.
 */
import { parseBlocks } from './blocks'
import { isDelimiterRow } from './lines'
import type { Links } from './types'
import { writeBlocks } from './write'

/** An answer that would grow more is shown as it was written. Tables, escapes and addresses of links grow. */
const MAX_GROWTH = 10
/** Text that is no growth: addresses of references in a short answer, fences. */
const ALLOWANCE_CHARACTERS = 2_000
/** Characters of addresses that references may copy, per character of the answer. */
const MAX_COPIES = 2

/**
 * An answer in CommonMark or GFM → markdown that DingTalk's clients show. Code stays byte for byte; outside of code no
 * `<` is left, nor a link or picture that was not written here. Converting a model's answer twice gives the same as once.
 * @param written addresses with DingTalk's own scheme that people wrote; others are no links
 * @returns at most 10 times as many characters as the answer has, and 2,000
 */
export function toDingTalkMarkdown(markdown: string, written: ReadonlySet<string> = new Set()): string {
  const copies = MAX_COPIES * markdown.length + ALLOWANCE_CHARACTERS
  const links: Links = { references: new Map(), written, copies }
  const lines = markdown.split(/\r\n|\n|\r/)
  // After a line break at the end there is no line, which an open fence would take for code.
  if (lines.at(-1) === '') lines.pop()
  const shown = writeBlocks(parseBlocks(lines, links.references), links)
  if (shown.length <= MAX_GROWTH * markdown.length + ALLOWANCE_CHARACTERS) return shown
  return writeBlocks([{ kind: 'code', marker: '', info: '', lines }], links)
}

/** Marks that are lost or disturb the reader in a plain text message. */
const MARKS = [
  // Headings, quotes, lists, fences; rules and underlines.
  /^ {0,3}(?:#{1,6}[ \t]+\S|>|[-+*][ \t]+\S|\d{1,9}[.)][ \t]+\S|```|~~~)/m,
  /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)$/m,
  // Bold, struck out, italic. One star is a times sign between numbers and a wildcard in names.
  /\*\*(?![\s*])[^*\n]*[^\s*]\*\*/,
  /(?<!\w)__(?![\s_]|\w+__)[^_\n]*[^\s_]__(?!\w)/,
  /~~(?![\s~])[^~\n]*[^\s~]~~/,
  /(?<![\w*\\])\*(?=[\p{L}\p{N}“"'(（《])[^*\n]*[^\s*\\]\*(?![\w*])/u,
  // Code, links and pictures, line breaks, entities, escapes, LaTeX.
  /`[^`\n]+`/,
  /\[[^[\]\n]*\]\([^\s()]+\)/,
  /<(?:https?:\/\/|mailto:|br[ \t]*\/?>)/i,
  /&(?:nbsp|lt|gt|amp|quot|#\d{1,7});/,
  /\\[*_`]/,
  /\$\$[^$\n]+\$\$/,
]

/** Tells whether an answer uses markdown. Plain sentences are sent as text, where clients take nothing for a mark. */
export function hasMarkdown(text: string): boolean {
  const hasBoth = (opener: string, closer: string) => text.includes(opener) && text.includes(closer)
  return (
    MARKS.some((mark) => mark.test(text)) ||
    hasBoth('\\(', '\\)') ||
    hasBoth('\\[', '\\]') ||
    text.split('\n').some(isDelimiterRow)
  )
}
