import { parseEnv } from 'node:util'

/** The values of a `.env` file, or the first line in it that cannot be read. */
export type ParsedEnv =
  | { values: Record<string, string>; problem?: undefined }
  | { problem: { line: number; kind: 'not-text' | 'no-assignment' | 'open-quote' | 'after-quote' } }

/**
 * Reads `NAME=value` lines, `#` comments, and quoted values over several lines.
 *
 * Node's own parser skips lines that it cannot read and ends an unquoted value at any `#`. A skipped key looks like a
 * key that was never set, so here every line must be an entry, and Node reads only what is quoted.
 */
export function parseEnvFile(source: string): ParsedEnv {
  const values: Record<string, string> = {}
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  // UTF-16, which Notepad calls "Unicode", has a zero in every other byte.
  if (/[\0\uFFFD]/.test(text)) return { problem: { line: 1, kind: 'not-text' } }

  const lines = text.split('\n')
  while (lines.length > 0) {
    const line = text.split('\n').length - lines.length + 1
    const first = lines.shift() ?? ''
    if (/^\s*(#|$)/.test(first)) continue
    const [, name, start = ''] = ASSIGNMENT.exec(first) ?? []
    if (!name) return { problem: { line, kind: 'no-assignment' } }
    const quote = /^["'`]/.exec(start)?.[0]
    if (!quote) {
      values[name] = start.replace(/(^|\s)#.*$/, '').trim()
      continue
    }
    let value = start
    while (!value.includes(quote, 1) && lines.length > 0) value += `\n${lines.shift()}`
    const end = value.indexOf(quote, 1) + 1
    if (end === 0) return { problem: { line, kind: 'open-quote' } }
    if (!/^\s*(#.*)?$/.test(value.slice(end))) return { problem: { line, kind: 'after-quote' } }
    values[name] = parseEnv(`VALUE=${value.slice(0, end)}`).VALUE ?? ''
  }
  return { values }
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/
