import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { useSharedBot } from '../support/use-bot'

// Closing the bot checks the invariants: no unhandled error, no 5xx, no send without recipient.
const bot = useSharedBot({}, ({ openai }) => openai.answer('好 🙂'))

const RUNS = 150

/** One message of every type and shape that DingTalk sends. */
const MESSAGES: OutgoingMessage[] = [
  { kind: 'text', text: '你好 👋' },
  { kind: 'text', text: '@AI助手 @小李 呢？', in: TEST_GROUP_ID },
  { kind: 'text', text: '什么意思？', quote: { text: '原文', quote: { text: '原文的原文' } } },
  {
    kind: 'text',
    text: '什么意思？',
    quote: { kind: 'richText', pieces: [{ text: '图' }, { picture: true }] },
  },
  { kind: 'text', text: '什么意思？', quote: { kind: 'cardTree', text: '卡片' } },
  { kind: 'text', text: '什么意思？', quote: { kind: 'file', attachment: { fileName: 'a.txt' } } },
  { kind: 'text', text: '什么意思？', quote: { shape: 'legacy', text: '原文' } },
  { kind: 'text', text: '/help' },
  { kind: 'text', text: '/retry' },
  {
    kind: 'richText',
    pieces: [{ text: '看' }, { picture: true }, { at: 'xiaoli' }, { emoji: '🤔' }],
    in: TEST_GROUP_ID,
  },
  { kind: 'picture' },
  { kind: 'audio' },
  { kind: 'video' },
  { kind: 'file', fileName: '笔记.md', bytes: Buffer.from('三点开会') },
  { kind: 'file', fileName: '报告.pdf' },
  { kind: 'unknownMsgType' },
  { kind: 'interactiveCard' },
  { kind: 'markdown', text: '## 标题' },
  { kind: 'chatRecord', summary: '小测: 你好', records: [{ senderNick: '小测', content: '你好' }] },
  { kind: 'overQuota' },
]

/** Unexpected values of fields. */
const STRANGE = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    0,
    -1,
    1e308,
    true,
    [],
    {},
    [[]],
    { $gt: '' },
    { toString: 'x', valueOf: null },
    ['你好'],
    '__proto__',
    'constructor',
    '\u0000',
    '\ud83d',
    '👨‍👩‍👧‍👦',
    '1',
    '2',
    20001,
    'x'.repeat(300),
    '长'.repeat(20_000),
    'https://evil.example/robot/sendBySession?session=1',
    JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`),
    { __proto__: null, repliedMsg: { msgType: 'text', content: '文' } },
  ),
  fc.jsonValue({ maxDepth: 3 }),
)

type Change = { at: number; how: 'replace' | 'remove' | 'add' | 'wrap' | 'stringify'; value: unknown }
const CHANGE: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'remove', 'add', 'wrap', 'stringify'),
  value: STRANGE,
})

it('a changed message is answered with 200 or 400, and every accepted one is finished', async () => {
  const accepted: string[] = []
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...MESSAGES),
      fc.array(CHANGE, { minLength: 1, maxLength: 3 }),
      async (message, changes) => {
        const body = bot.dingtalk.build(message) as Record<string, unknown>
        for (const change of changes) apply(body, change)
        const seen = bot.lines.length
        const { status, responseBody } = await bot.dingtalk.send(bot.callbackUrl(), { kind: 'raw', body })
        expect([200, 400]).toContain(status)
        if (status === 400) return
        expect(() => JSON.parse(responseBody ?? '')).not.toThrow()
        accepted.push(String(body.msgId))
        await bot.until('its end', () => bot.lines.length > seen)
      },
    ),
    { numRuns: RUNS, interruptAfterTimeLimit: 90_000 },
  )
  // Rejected messages prove little, so that enough of them must be accepted.
  expect(accepted.length).toBeGreaterThan(RUNS / 4)
  for (const { result } of bot.lines) expect(result).not.toBe('internal')
})

/** Changes one field of a payload, at any depth. */
function apply(body: Record<string, unknown>, { at, how, value: shared }: Change): void {
  const value = structuredClone(shared)
  const places = toPlaces(body)
  const [holder, key] = places[at % places.length] as Place
  const before = holder[key]
  if (how === 'remove') delete holder[key]
  if (how === 'add') holder[`${key}${at % 7}`] = value
  if (how === 'replace') holder[key] = value
  if (how === 'wrap') holder[key] = [before, value]
  if (how === 'stringify') holder[key] = JSON.stringify(before)
}

type Place = [holder: Record<string, unknown>, key: string]

function toPlaces(value: unknown, depth = 0): Place[] {
  if (typeof value !== 'object' || value === null || depth > 6) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap((key): Place[] => [[holder, key], ...toPlaces(holder[key], depth + 1)])
}
