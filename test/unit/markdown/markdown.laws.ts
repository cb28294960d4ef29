import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasMarkdown, toDingTalkMarkdown } from '../../../functions/markdown/markdown'
import { toTitle } from '../../../functions/markdown/title'
import { modelText } from './model-text'
import { codeIn, rawHtmlIn, targetsIn } from './renderers'

/** Marks of markdown, HTML and this converter, and a little text, between `¦`. */
const PIECES = [
  '\n¦\n¦\n\n¦\r\n¦  \n¦\\\n¦ ¦    ¦\t¦\u3000¦\u00a0¦a¦中¦文：¦。¦🖼¦👨‍👩‍👧',
  '*¦**¦***¦_¦__¦~~¦`¦``¦```¦````¦~~~¦```js\n¦\\¦$¦$$¦\\(¦\\)¦\\[¦\\]',
  '> ¦- ¦* ¦+¦1. ¦2) ¦10. ¦# ¦##¦---¦===¦-¦=¦|¦|-|¦|---|:-:|¦:',
  '<b>¦</p>¦<¦>¦<!--¦-->¦<br>¦<http://a>¦<a@b.c>¦&lt;¦&amp;¦&nbsp;¦&#65;¦&',
  '[¦]¦![¦](¦)¦(¦](http://a)¦](b)¦](javascript:c)¦[a]: /u\n¦[^1]¦[^1]: ¦[ ] ¦[x] ¦!',
].flatMap((group) => group.split('¦'))
const marks = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(''))
const anything = fc.oneof(
  marks,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
)

describe('random text', () => {
  test('has no raw HTML outside of code', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(rawHtmlIn(toDingTalkMarkdown(text))).toEqual([])
      }),
      { numRuns: 10_000 },
    )
  })

  test('links to addresses that DingTalk opens, and to no others', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const target of targetsIn(toDingTalkMarkdown(text))) {
          expect(target).toMatch(/^(https?:\/\/|mailto:)/i)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  test('keeps fenced code byte for byte', () => {
    const lines = fc.array(
      fc.oneof(marks, fc.string({ unit: 'binary' })).map((line) => line.replace(/[\r\n\0]/g, '')),
    )
    fc.assert(
      fc.property(marks, lines, (text, code) => {
        fc.pre(code.every((line) => !/^ {0,3}`{7,}[ \t]*$/.test(line)) && codeIn(text).length === 0)
        const block = `\n\n${['```````', ...code, '```````'].join('\n')}`
        expect(toDingTalkMarkdown(`文${block}\n\n${text}`)).toContain(block)
      }),
    )
  })

  test('has a title of one line', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const title = toTitle(text)
        expect(title.length).toBeGreaterThan(0)
        expect(title.length).toBeLessThanOrEqual(201)
        expect(title).not.toMatch(/[\r\n]/)
      }),
    )
  })
})

describe("a model's answer", () => {
  test('stays the same when it is converted again', () => {
    fc.assert(
      fc.property(modelText, (text) => {
        const shown = toDingTalkMarkdown(text)
        expect(toDingTalkMarkdown(shown)).toBe(shown)
      }),
      { numRuns: 3_000 },
    )
  })

  test('has no raw HTML outside of code', () => {
    fc.assert(
      fc.property(modelText, (text) => {
        expect(rawHtmlIn(toDingTalkMarkdown(text))).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  test('has a title without marks', () => {
    fc.assert(
      fc.property(modelText, (text) => {
        expect(toTitle(text).length).toBeGreaterThan(0)
        expect(toTitle(text)).not.toMatch(/\*\*|(?<!\w)\*\p{L}|\]\(|\n/u)
      }),
      { numRuns: 1_000 },
    )
  })
})

test('random text grows at most tenfold, and by 2,000 characters', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 500 }), (text, times) => {
      const long = text.repeat(times)
      expect(toDingTalkMarkdown(long).length).toBeLessThanOrEqual(10 * long.length + 2_000)
    }),
    { numRuns: 2_000 },
  )
})

/** Texts of about so many characters, each of which takes quadratic time in some converter. */
function pathological(length: number): Record<string, string> {
  const repeat = (text: string) => text.repeat(Math.ceil(length / text.length))
  return {
    'marks of all kinds': repeat('*[<|'),
    'opening brackets': repeat('['),
    'links that do not end': repeat('[a]('),
    'brackets that become links late':
      repeat('[').slice(length / 2) + repeat('[a](http://b)').slice(length / 2),
    'runs of backticks of each length': Array.from({ length: Math.sqrt(2 * length) }, (_, count) =>
      '`'.repeat(count),
    ).join(' '),
    'one run of backticks': `a${repeat('`')}`,
    'LaTeX that does not end': repeat('\\(a $$ \\['),
    'display LaTeX that does not end': repeat('\\[\n'),
    'spaces between words': `a${repeat(' ')}a`,
    'quotes in quotes': repeat('>'),
    'lines of quotes in quotes': repeat('>>>>>>>>>>>>>>>> a\n'),
    'lists in lists': Array.from(
      { length: Math.sqrt(2 * length) },
      (_, level) => `${' '.repeat(level)}- a`,
    ).join('\n'),
    'one long item': `- a\n${repeat('a\n')}`,
    'many items': repeat('1. a\n'),
    'one long table': `|a|b|c|\n|-|-|-|\n${repeat('|1|2|3|\n')}`,
    'one wide table': `${repeat('|a').slice(length / 2)}\n${repeat('|-').slice(length / 2)}`,
    'one long code': `\`\`\`\n${repeat('a\n')}`,
    references: `[a]: http://b\n\n${repeat('[').slice(length / 2)}${repeat(']').slice(length / 2)}`,
    underscores: repeat('_a '),
    'targets that do not end': repeat('[a](b(c "'),
    'a target of spaces': `[a](${repeat(' ')}`,
    'a target of brackets': `[a](${repeat('(')}`,
    'dollar signs': repeat('$a '),
    'the first letter of http': repeat('h'),
    'footnotes that do not end': repeat('[^a'),
    'addresses that do not end': repeat('<a:b'),
    'references that do not end': repeat('&a'),
    'a definition that does not end': `[${repeat('\\a')}`,
    'a heading of hashes': `# ${repeat(' #')}a`,
    'lists of one item': repeat('- a\n\n[b]: c\n\n'),
    'long headers above many rows': `${repeat('|a').slice(length / 2)}\n|-|-|-|\n${repeat('|1\n').slice(length / 2)}`,
    'references to a long address': `[a]: http://b/${'x'.repeat(1_900)}\n\n${repeat('[a]')}`,
    'pictures in pictures': repeat('![').slice(length / 2) + repeat('](http://a)').slice(length / 2),
    'a text of a link': `[${repeat('a.')}](http://b)`,
    'code that does not end': repeat('`` a ` '),
    'lines in quotes': `${'>'.repeat(8)}a\n${repeat('a\n')}`,
  }
}

/** Processor time, which other work on the machine does not change; the least of three, because of the collector. */
function cpuMs(text: string): number {
  const once = () => {
    const start = process.cpuUsage()
    toDingTalkMarkdown(text)
    hasMarkdown(text)
    toTitle(text)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1_000
  }
  return Math.min(once(), once(), once())
}

describe('pathological text', () => {
  const LENGTH = 20_000
  const short = pathological(LENGTH)
  const long = pathological(4 * LENGTH)
  /** Four where time grows with length only, 16 where it is quadratic. */
  const MAX_RATIO = 9
  const MIN_MS = 2

  test.each(Object.keys(long))('takes linear time: %s', (name) => {
    const [few = 0, many = 0] = [short[name], long[name]].map((text = '') => cpuMs(text))
    expect(many / Math.max(few, MIN_MS)).toBeLessThan(MAX_RATIO)
  })

  test.each(Object.entries(long))('grows at most tenfold: %s', (_name, text) => {
    expect(toDingTalkMarkdown(text).length).toBeLessThanOrEqual(10 * text.length + 2_000)
  })
})
