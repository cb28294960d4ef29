import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toOutgoingMessage } from '../../../functions/worker/outgoing-message'

const PIECES = [
  ...[
    '你好',
    '👨‍👩‍👧‍👦',
    '\n',
    '\n\n',
    '```',
    '~~~',
    '# ',
    '- ',
    '| a | b |\n|---|---|',
    '<b>',
    '<!--',
    '&nbsp;',
    '**',
    '`',
  ],
  ...[' ', '\u200b', '\u0000', '\ud83d', '长'.repeat(2_000), 'x'.repeat(9_000)],
]
const answers = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((pieces) => pieces.join('')),
)

it('the message of a random answer keeps DingTalk’s limits and has no empty field', () => {
  fc.assert(
    fc.property(answers, (text) => {
      const { title, markdown, parts } = toOutgoingMessage(text, { title: '回答', cutOff: '（没完）' })
      expect(title.trim()).not.toBe('')
      expect(parts.length).toBeGreaterThan(0)
      for (const part of parts) {
        expect(part.trim()).not.toBe('')
        const fields = markdown ? { title, text: part } : { content: part }
        expect(Buffer.byteLength(JSON.stringify(fields))).toBeLessThanOrEqual(15_000)
      }
    }),
    { numRuns: 500 },
  )
})
