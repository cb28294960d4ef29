/** `LINK_TRIALS=300000 npx vitest run --config vitest.laws.config.mts links` tries so many texts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toDingTalkMarkdown } from '../../../functions/markdown/markdown'
import { splitIntoParts } from '../../../functions/markdown/split'
import { linkText } from './link-text'
import { picturesIn, targetsIn } from './renderers'

const TRIALS = Number(process.env.LINK_TRIALS ?? 20_000)
const MS_PER_TRIAL = 20
/** One text in ten is cut into parts, at a random place. */
const texts = fc.oneof(
  { weight: 9, arbitrary: linkText },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', '`', '「', 'x '), fc.integer({ min: 3_600, max: 3_800 }), linkText)
      .map(([character, length, text]) => character.repeat(length / character.length) + text),
  },
)

test(
  'of random text with no address that an answer may lead to, no parser makes a link or a picture',
  () => {
    let count = 0
    fc.assert(
      fc.property(texts, (text) => {
        count += 1
        expect(splitIntoParts(toDingTalkMarkdown(text)).flatMap(targetsIn)).toEqual([])
      }),
      { numRuns: TRIALS },
    )
    process.stdout.write(`0 links in ${count} random texts, by two parsers, with and without escapes\n`)
  },
  TRIALS * MS_PER_TRIAL,
)

test('of random text with addresses of all kinds, links lead only to those that an answer may lead to', () => {
  const fragment = fc.constantFrom(
    ...[
      'https://a.cn',
      '](https://a.cn/b)',
      '![x](https://a.cn/c.png)',
      '<https://real.com@a.cn>',
      '[https://real.com](https://a.cn)',
    ],
  )
  const mixed = fc
    .array(fc.oneof(linkText, fragment), { minLength: 1, maxLength: 4 })
    .map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(mixed, (text) => {
      const shown = toDingTalkMarkdown(text)
      for (const target of targetsIn(shown)) expect(target).toMatch(/^https:\/\/a\.cn/)
      expect(picturesIn(shown)).toEqual([])
    }),
    { numRuns: 5_000 },
  )
})
