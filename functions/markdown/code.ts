/**
 * What stands in a text as code: `` `code` ``, byte for byte, and LaTeX, which turns into code to stay readable.
 * A reader belongs to one text and is asked for growing indexes; what it learns about the text it learns once, so
 * thousands of openers without a closer cost no more than one.
 */

/** @returns the code and how many characters of the text it takes, or undefined where there is none at the index */
export type InlineReader = (index: number) => [code: string, length: number] | undefined

/** How LaTeX is set off, and what must occur in it: `\[1\]` and `$5 和 $` are no maths. */
const MATHS = [
  { opener: '\\(', closer: '\\)', sign: /\S/ },
  { opener: '\\[', closer: '\\]', sign: /\\[a-z]|[_^=+<>]/i },
  { opener: '$$', closer: '$$', sign: /\S/ },
]
/** Much like Pandoc's rule, which keeps prices and `$PATH` out: no space inside, no letter or digit outside. */
const DOLLAR_MATHS = /(?<!\w)\$(?![\s$])([^$\n`]*[^\s$\\`])\$(?!\w)/y
const DOLLAR_SIGN = /^(?!.*\] ?\().*[\\^_{]/

/** Reads inline code. A run of backticks that opens none comes back escaped: see the comment inside. */
export function createCodeReader(text: string): InlineReader {
  let closers: Map<number, number[]> | undefined
  return (index) => {
    let length = 1
    while (text[index + length] === '`') length++
    closers ??= runsByLength(text)
    const starts = closers.get(length) ?? []
    while (starts.length > 0 && (starts.at(-1) ?? 0) < index + length) starts.pop()
    const close = starts.at(-1)
    // The next paragraph of a list item may bring another one, and on the phone what is between would be code.
    if (close === undefined) return ['\\`'.repeat(length), length]
    // A line's end in code means a space. Without it no client takes the next line for a new block.
    return [text.slice(index, close + length).replaceAll('\n', ' '), close + length - index]
  }
}

/** Reads `\(…\)`, `\[…\]`, `$$…$$` and `$…$`, each within its line. */
export function createMathsReader(text: string): InlineReader {
  const find = createFinder(text)
  return (index) => {
    const [maths, length] = longMaths(text, index, find) ?? dollarMaths(text, index) ?? []
    if (maths === undefined || length === undefined) return undefined
    // Next to a backtick it would be other code.
    const before = text[index - 1] === '`' ? ' ' : ''
    const after = text[index + length] === '`' ? ' ' : ''
    return [before + toCode(maths) + after, length]
  }
}

function longMaths(text: string, index: number, find: Finder): [maths: string, length: number] | undefined {
  const kind = MATHS.find(({ opener }) => text.startsWith(opener, index))
  if (!kind) return undefined
  const start = index + kind.opener.length
  const end = find(kind.closer, start)
  if (end > find('\n', start) || end === Number.POSITIVE_INFINITY) return undefined
  const maths = text.slice(start, end)
  return kind.sign.test(maths) ? [maths, end + kind.closer.length - index] : undefined
}

function dollarMaths(text: string, index: number): [maths: string, length: number] | undefined {
  DOLLAR_MATHS.lastIndex = index
  const [whole, maths = ''] = DOLLAR_MATHS.exec(text) ?? []
  return whole && DOLLAR_SIGN.test(maths) ? [maths, whole.length] : undefined
}

type Finder = (needle: string, from: number) => number

/** Like `indexOf` for growing `from`, Infinity for "no more"; looks at no stretch twice. */
function createFinder(text: string): Finder {
  const known = new Map<string, number>()
  return (needle, from) => {
    let index = known.get(needle) ?? -1
    if (index < from) {
      index = text.indexOf(needle, from)
      if (index < 0) index = Number.POSITIVE_INFINITY
      known.set(needle, index)
    }
    return index
  }
}

/** As inline code, with more backticks around it than in it. */
function toCode(text: string): string {
  const line = text.trim()
  const longest = Array.from(line.matchAll(/`+/g)).reduce((max, [run]) => Math.max(max, run.length), 0)
  const marker = '`'.repeat(longest + 1)
  const space = longest > 0 ? ' ' : ''
  return marker + space + line + space + marker
}

/** Where the runs of backticks begin, by their length, the last one first. */
function runsByLength(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>()
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const starts = runs.get(run.length)
    if (starts) starts.push(index)
    else runs.set(run.length, [index])
  }
  for (const starts of runs.values()) starts.reverse()
  return runs
}
