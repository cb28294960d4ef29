/**
 * What a language model writes → what DingTalk shows on a phone.
 * DingTalk documents a small part of markdown: headings, quotes, bold, italic, links, pictures and lists ("message types
 * of a robot", sampleMarkdown). Everything else becomes that or plain text.
 * Pure functions of a string. They never throw and take linear time.
 */
import { parseBlocks } from './blocks'
import { isDelimiterRow } from './lines'
import type { References } from './types'
import { writeBlocks } from './write'

/**
 * An answer in CommonMark or GFM → markdown that DingTalk's clients show. Code stays byte for byte; outside of code no
 * `<` is left. Converting a model's answer twice gives the same as once.
 */
export function toDingTalkMarkdown(markdown: string): string {
  const references: References = new Map()
  const lines = markdown.split(/\r\n|\n|\r/)
  // After a line break at the end there is no line, which an open fence would take for code.
  if (lines.at(-1) === '') lines.pop()
  return writeBlocks(parseBlocks(lines, references), references)
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
