/** A real tokenizer with the vocabulary of the GPT models judges the estimate. */
import fc from 'fast-check'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, it } from 'vitest'
import { estimateTokens, MAX_UNDERESTIMATE, SLACK_TOKENS } from '../../../functions/bot/estimate-tokens'
import { SAMPLES } from './estimate-tokens.samples'

/** Special tokens like <|endoftext|> are ordinary text when a person writes them. */
const count = (text: string) => countTokens(text, { disallowedSpecial: new Set() })

describe('the estimate', () => {
  it.each(Object.entries(SAMPLES))('is not more than its bound below the real count: %s', (_kind, text) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual((1 - MAX_UNDERESTIMATE) * count(text))
  })

  it('is above it by less than a fifth on average', () => {
    const excesses = Object.values(SAMPLES).map((text) => estimateTokens(text) / count(text) - 1)
    expect(excesses.reduce((sum, excess) => sum + excess, 0) / excesses.length).toBeLessThan(0.2)
  })

  it.each<keyof typeof SAMPLES>([
    'Chinese prose',
    'Chinese about technology',
    'Chinese and English mixed',
    'English prose',
    'TypeScript',
  ])('is above it by less than a quarter for what people mostly write: %s', (kind) => {
    const text = SAMPLES[kind] ?? ''
    expect(estimateTokens(text)).toBeLessThan(1.25 * count(text))
  })

  it('keeps its bound for any beginning of any sample, with the slack for short ones', () => {
    for (const text of Object.values(SAMPLES)) {
      for (let end = 1; end <= text.length; end += 7) holds(text.slice(0, end))
    }
  })

  it('keeps its bound for random text: Unicode, bytes, letters, marks, digits, common Han, base64', () => {
    const long = { maxLength: 300, size: 'max' } as const
    const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), ...long })
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', ...long }),
      fc.string({ unit: 'grapheme-composite', ...long }),
      fc.string({ unit: 'grapheme-ascii', ...long }),
      fc.string({ unit: 'binary', ...long }),
      fc.string({ unit: 'binary-ascii', ...long }),
      letters('abcdefghijklmnopqrstuvwxyz'),
      letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
      letters('bcdfghjklmnpqrstvwxz '),
      letters('0123456789 ,.-'),
      letters('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'),
      letters(' \n\t\r'),
      letters('的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会'),
      letters('😀👍🏽🐢🇨🇳👨‍👩‍👧❤️ '),
      fc.base64String(long),
      fc.json(),
      fc.webUrl({ withQueryParameters: true }),
      fc.uuid(),
      fc
        .array(fc.constantFrom(...Object.values(SAMPLES).flatMap((text) => text.split(/(?<=[\s，。])/))), {
          maxLength: 40,
          size: 'max',
        })
        .map((parts) => parts.join('')),
    )
    // Without bias: fast-check's favourites, such as ababab…, are not what random text looks like.
    fc.assert(fc.property(fc.noBias(texts), holds), { numRuns: 1_500 })
  })

  it('is 0 for nothing, and never 0 for something', () => {
    expect(estimateTokens('')).toBe(0)
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => estimateTokens(text) > 0))
  })

  it('takes halves of characters, which no encoding knows, for a few tokens each', () => {
    expect(estimateTokens('\ud83d')).toBeLessThanOrEqual(4)
    expect(estimateTokens('\udc22x\ud83d')).toBeLessThanOrEqual(9)
  })

  it.each([
    ['letters', 'a'],
    ['spaces', ' '],
    ['marks and letters', 'a.'],
    ['spaces and line breaks', ' \n'],
    ['Chinese', '你好，'],
    ['emoji', '🐢'],
    ['halves of characters', '\ud83d'],
  ])('takes time in proportion to the text, also for a million times the same: %s', (_kind, piece) => {
    const text = piece.repeat(1_000_000 / piece.length)
    const startedAt = performance.now()
    estimateTokens(text)
    // 20 to 60 ms where this was written; what grows with the square would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})

function holds(text: string) {
  const real = count(text)
  const estimated = estimateTokens(text)
  if (estimated >= (1 - MAX_UNDERESTIMATE) * real - SLACK_TOKENS) return
  throw new Error(`estimated ${estimated} for ${real}: ${JSON.stringify(text)}`)
}
