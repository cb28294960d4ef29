import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDingTalkMarkdown } from '../../../functions/markdown/markdown'
import { splitIntoParts } from '../../../functions/markdown/split'
import { modelText } from './model-text'
import { containWhole, isBalanced } from './parts'
import { codeIn } from './renderers'

const SMALL = { characters: 300, bytes: 2_000 }
const CODE = Array.from({ length: 15 }, (_, line) => `x${line} = '值' < ${line}\n`).join('')

const PIECES = [
  ...['\n', '\n\n', '\r\n', ' ', '\t', '  \n', '\u3000', 'a', 'word ', '中文', '。', '. ', '，', '"', '\\'],
  ...[
    '\u0001',
    '\ud800',
    '\udc00',
    '👨‍👩‍👧‍👦',
    '🇨🇳',
    'e\u0301',
    '👍'.repeat(200),
    `e${'\u0301'.repeat(400)}`,
  ],
  ...['`', '``', '```', '````', '~~~', '   ```', '```ts\n', '\n```\n', '\n``` \n', '- x\n', '> ```\n'],
  ...[
    `\`\`\`ts\n${CODE}\`\`\`\n`,
    `~~~~\n${CODE}~~~~`,
    `${'码'.repeat(60)}\n`,
    'x'.repeat(500),
    ' '.repeat(400),
  ],
]
const anything = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 1_000, size: 'max' }).map((text) => text.replaceAll('\r', '')),
)
const limits = fc.constantFrom(SMALL, { characters: 401, bytes: 2_000 }, undefined)

describe('the parts of random text', () => {
  test('contain the whole text in its order', () => {
    fc.assert(
      fc.property(anything, limits, (text, options) => {
        const parts = splitIntoParts(text, options)
        expect(containWhole(parts, text)).toBe(true)
        if (!/```|~~~/.test(text)) expect(parts.join('')).toBe(text)
      }),
      { numRuns: 1_000 },
    )
  })

  test('keep the limits, close their fences and are not empty', () => {
    fc.assert(
      fc.property(anything, limits, (text, options) => {
        const { characters, bytes } = options ?? { characters: 3_800, bytes: 13_500 }
        for (const part of splitIntoParts(text, options)) {
          expect(part).not.toBe('')
          expect(part.length).toBeLessThanOrEqual(characters)
          expect(Buffer.byteLength(JSON.stringify(part)) - 2).toBeLessThanOrEqual(bytes)
          expect(isBalanced(part)).toBe(true)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

test("the parts of a model's answer contain its code line by line, and each closes its fences", () => {
  const linesOf = (texts: string[]) => texts.flatMap(codeIn).join('').split('\n').filter(Boolean)
  fc.assert(
    fc.property(modelText, (text) => {
      const shown = toDingTalkMarkdown(text)
      const parts = splitIntoParts(shown, SMALL)
      expect(linesOf(parts)).toEqual(linesOf([shown]))
      expect(parts.every(isBalanced)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test.each([
  '`',
  '~',
  '`\n',
  '```\n',
  '```js\na\n```\n',
  'a',
  '中',
  '。',
  '"',
  '\u0001',
  '\u0301',
  '\r',
  '🇨🇳',
  '\ud800',
])('a million characters of %j take linear time', (text) => {
  const start = process.cpuUsage()
  splitIntoParts(text.repeat(Math.ceil(1_000_000 / text.length)))
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1_000).toBeLessThan(10_000)
})
