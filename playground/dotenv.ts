/** What stood in a `.env` file, or the first thing in it that cannot be read. */
export type ParsedEnv =
  | { values: Record<string, string>; problem?: undefined }
  | { problem: { line: number; kind: 'not-text' | 'no-assignment' | 'open-quote' | 'after-quote' } }

/**
 * Reads the text of a `.env` file: `NAME=value` lines, `#` comments, values in quotes over several lines.
 *
 * Unlike the packages for this it is strict: a line that says nothing is a problem and not silently skipped, because a
 * key that was skipped looks like a key that was never set.
 */
export function parseEnvFile(source: string): ParsedEnv {
  const values: Record<string, string> = {}
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  // Notepad's "Unicode" is UTF-16: every other byte is a zero.
  if (/[\0\uFFFD]/.test(text)) return { problem: { line: 1, kind: 'not-text' } }

  let at = 0
  while (at < text.length) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    const fail = (kind: 'no-assignment' | 'open-quote' | 'after-quote') => ({
      problem: { line: text.slice(0, at).split('\n').length, kind },
    })
    if (/^\s*(#|$)/.test(line)) {
      at = end + 1
      continue
    }
    const [, before = '', name = ''] = ASSIGNMENT.exec(line) ?? []
    if (!name) return fail('no-assignment')
    const quote = text[at + before.length]
    if (quote !== '"' && quote !== "'") {
      values[name] = line
        .slice(before.length)
        .replace(/(^|\s)#.*$/, '')
        .trim()
      at = end + 1
      continue
    }
    const open = at + before.length + 1
    const close = text.indexOf(quote, open)
    if (close < 0) return fail('open-quote')
    const rest = text.slice(close + 1, endOfLine(text, close))
    if (!/^\s*(#.*)?$/.test(rest)) return fail('after-quote')
    const inside = text.slice(open, close)
    values[name] = quote === '"' ? inside.replaceAll('\\n', '\n') : inside
    at = endOfLine(text, close) + 1
  }
  return { values }
}

// An optional "export", a name that a shell would take as well, the sign, and spaces around it.
const ASSIGNMENT = /^(\s*(?:export\s+)?([A-Za-z_]\w*)\s*=[^\S\n]*)/

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}
