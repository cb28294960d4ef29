import { expect, it } from 'vitest'
import { estimateTokens } from '../../../functions/bot/estimate-tokens'

/** Texts and their number of tokens in the encoding o200k_base. */
const COUNTS: [kind: string, tokens: number, text: string][] = [
  [
    'Chinese',
    44,
    '早上七点，地铁站里已经挤满了人。小林一手抓着扶手，一手翻着手机里的日程：九点开会，十点半见客户。',
  ],
  [
    'English',
    22,
    'The harbour was quiet that morning, apart from the gulls and a single boat whose engine refused to start.',
  ],
  [
    'Chinese and English',
    34,
    '我在 MacBook 上用 npm install 装依赖的时候报了 EACCES: permission denied，网上说要 sudo，可是 CI 里没有 sudo。',
  ],
  [
    'code',
    35,
    'const turns = await cursor.sort({ createdAt: -1 }).limit(limit).toArray()\nreturn turns.reverse().map(({ role, content }) => ({ role, content }))',
  ],
  [
    'JSON',
    38,
    '{"conversationId":"cid1","msgId":"msg2","createAt":1767225600123,"text":{"content":" 今天天气怎么样？"},"msgtype":"text"}',
  ],
  ['a table', 33, '| 城市 | 人口（万） |\n| :--- | ---: |\n| 上海 | 2,487 |\n| 北京 | 2,186 |'],
  ['digits', 19, '3.14159265358979323846264338327950288419716939937510'],
  ['emoji', 25, '😀😂🤣😊😍🥰😘🤔🙄😭😡👍👎👏🙏💪🎉🔥'],
  [
    'Japanese',
    48,
    '朝の電車はいつも混んでいるので、私は一本早い列車に乗ることにしている。窓の外には田んぼが広がり、遠くに山が見える。',
  ],
  ['Russian', 26, 'Утром в городе было тихо, только дворник подметал улицу да где-то лаяла собака.'],
]

it.each(COUNTS)('the estimate for %s is within 30 % of the real count', (_kind, tokens, text) => {
  expect(estimateTokens(text) / tokens).toBeGreaterThan(0.7)
  expect(estimateTokens(text) / tokens).toBeLessThan(1.3)
})

it.each(['a', ' ', '\ud83d', '\u0000'])('%j is at least one token', (text) => {
  expect(estimateTokens(text)).toBe(1)
})

it('nothing is no token', () => expect(estimateTokens('')).toBe(0))

it.each(['a', ' ', 'a.', '你好，', '🐢', '\ud83d'])(
  'a million characters of %j take linear time',
  (piece) => {
    const text = piece.repeat(1_000_000 / piece.length)
    const start = process.cpuUsage()
    estimateTokens(text)
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1_000).toBeLessThan(5_000)
  },
)
