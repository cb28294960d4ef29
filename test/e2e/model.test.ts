import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AnswerFailure } from '../../functions/errors'
import { TEXTS } from '../../functions/texts/languages'
import type { FaultId, FaultOptions } from '../../playground/openai/faults'
import type { Bot } from '../support/bot'
import { withBot } from '../support/use-bot'
import { expectNoUpstreamWords } from './support/upstream-words'

const SECOND_MS = 1_000

/** Concurrent, because the pauses of the official package take some seconds. */
describe.concurrent('a model', () => {
  const ROWS: [fault: FaultId, failure: AnswerFailure, options?: FaultOptions][] = [
    ['no-quota', 'model-quota'],
    ['server-error', 'model-failed'],
    ['unavailable', 'model-failed'],
    ['reset', 'unreachable'],
    ['rate-limited', 'rate-limited', { retryAfterSeconds: 0.01 }],
    ['bad-key', 'key-refused'],
    ['bad-region', 'region-not-served'],
    ['no-model', 'model-unknown'],
    ['too-long', 'too-long'],
    ['html', 'address-wrong'],
    ['home-page', 'address-wrong'],
    ['no-choices', 'model-failed'],
    ['null-answer', 'model-empty'],
    ['empty-answer', 'model-empty'],
    ['filtered', 'model-declined'],
    ['refused', 'model-declined'],
  ]

  it.each(ROWS)('that fails (%s) leads to one plain sentence (%s)', (fault, failure, options) =>
    withBot({}, async (bot) => {
      bot.openai.faults.set(fault, options)
      const askedAt = bot.clock.now()
      await bot.send({ kind: 'text', text: '你好 👋' })
      await bot.until('the sentence', () => bot.lines.length > 0)
      expect(bot.lines).toMatchObject([{ result: failure, channel: 'api' }])
      expect(bot.texts()).toEqual([TEXTS.zh.failure[failure]])
      expect(bot.clock.now() - askedAt).toBeLessThan(120 * SECOND_MS)
      await expectNoUpstreamWords(bot)
    }),
  )

  it.each<[FaultId, FaultOptions?]>([
    ['hang'],
    ['slow', { ms: 200 * SECOND_MS }],
    ['rate-limited', { retryAfterSeconds: 3_600 }],
  ])('that does not answer in time (%s) leads to one plain sentence at the deadline', (fault, options) =>
    withBot({ env: { ANSWER_TIMEOUT_SECONDS: '30' } }, async (bot) => {
      bot.openai.faults.set(fault, options)
      await bot.send({ kind: 'text', text: '你好' })
      await bot.until('the model call', () => bot.openai.store.calls.length === 1)
      bot.clock.advance(29 * SECOND_MS)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(bot.dingtalk.store.deliveries).toEqual([])
      bot.clock.advance(1 * SECOND_MS)
      await bot.until('the sentence', () => bot.lines.length > 0)
      expect(bot.lines).toMatchObject([{ result: 'timeout' }])
      expect(bot.texts()).toEqual([TEXTS.zh.failure.timeout])
      expect(bot.openai.store.calls).toHaveLength(1)
      await expectNoUpstreamWords(bot)
    }),
  )

  it.each<[FaultId, AnswerFailure]>([
    ['bad-key', 'key-refused'],
    ['no-model', 'model-unknown'],
    ['html', 'address-wrong'],
    ['null-answer', 'model-empty'],
  ])('that fails (%s) leads to an English sentence with BOT_LANGUAGE=en', (fault, failure) =>
    withBot({ env: { BOT_LANGUAGE: 'en' } }, async (bot) => {
      bot.openai.faults.set(fault)
      await bot.ask({ kind: 'text', text: 'Hello 👋' })
      expect(bot.texts()).toEqual([TEXTS.en.failure[failure]])
    }),
  )

  it.each<FaultId>(['cut', 'bad-json', 'reset', 'server-error', 'unavailable', 'stream-error'])(
    'that fails once (%s) is asked again, and its answer is all that the person reads',
    (fault) =>
      withBot({}, async (bot) => {
        bot.openai.faults.set(fault, { times: 1 })
        bot.openai.answer('第二次就好了')
        expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({ result: 'answered' })
        expect(bot.texts()).toEqual(['第二次就好了'])
        expect(bot.openai.store.calls).toHaveLength(2)
      }),
  )

  it('that breaks off every time is asked five times', () =>
    withBot({}, async (bot) => {
      bot.openai.faults.set('bad-json')
      expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({ result: 'unreachable' })
      expect(bot.texts()).toEqual([TEXTS.zh.failure.unreachable])
      expect(bot.openai.store.calls).toHaveLength(5)
      await expectNoUpstreamWords(bot)
    }))

  it('that is rate-limited twice leads to one answer, after the pauses that it asked for', () =>
    withBot({}, async (bot) => {
      bot.openai.faults.set('rate-limited', { times: 2, retryAfterSeconds: 1.2 })
      bot.openai.answer('久等了')
      await bot.ask({ kind: 'text', text: '你好' })
      const { calls, counts } = bot.openai.store
      expect(counts.byStatus).toEqual({ 429: 2, 200: 1 })
      const pauses = calls.slice(1).map(({ at }, before) => at - (calls[before]?.at ?? 0))
      for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(1_190)
      expect(bot.texts()).toEqual(['久等了'])
    }))

  it('that answers with 1 MB has its answer cut, and the answer says so', () =>
    withBot({}, async (bot) => {
      bot.openai.faults.set('huge')
      await bot.ask({ kind: 'text', text: '讲个很长的故事' })
      const texts = bot.texts()
      expect(texts.length).toBeLessThanOrEqual(10)
      expect(texts.join('').length).toBeGreaterThan(30_000)
      expect(texts.at(-1)).toContain(TEXTS.zh.cutOff)
    }))

  it('without a key is not called', () =>
    withBot({ env: { OPENAI_KEY: undefined } }, async (bot) => {
      await bot.ask({ kind: 'text', text: '你好' })
      expect(bot.texts()).toEqual([TEXTS.zh.failure['key-missing']])
      expect(bot.openai.store.calls).toEqual([])
    }))

  it('that fails leaves a question that /retry asks again', () =>
    withBot({}, async (bot) => {
      bot.openai.faults.set('bad-key', { times: 1 })
      await bot.ask({ kind: 'text', text: '天空为什么是蓝的？' })
      bot.openai.answer('因为散射 🌌')
      await bot.ask({ kind: 'text', text: '/retry' })
      expect(bot.openai.store.calls.at(-1)?.body.messages.slice(1)).toEqual([
        { role: 'user', content: '天空为什么是蓝的？' },
      ])
      expect(bot.dingtalk.store.deliveries.at(-1)?.text).toBe('因为散射 🌌')
    }))

  it('that hangs has its call aborted at the deadline', () =>
    withBot({}, async (bot) => {
      bot.openai.faults.set('hang')
      await bot.send({ kind: 'text', text: '你好' })
      await bot.until('the call', () => bot.openai.store.counts.open === 1)
      bot.clock.advance(120 * SECOND_MS)
      await bot.until('the end of the call', () => bot.openai.store.counts.open === 0)
    }))
})

/** Compatible services that report failures in their own way. */
describe.concurrent('a failure in another form', () => {
  const ROWS: [says: string, status: number, body: unknown, failure: AnswerFailure][] = [
    [
      'DeepSeek without balance',
      402,
      { error: { message: 'Insufficient Balance', code: 'invalid_request_error' } },
      'model-quota',
    ],
    [
      'DashScope with an unpaid bill',
      400,
      { error: { message: 'Access denied', code: 'Arrearage' } },
      'model-quota',
    ],
    [
      'DashScope’s content review',
      400,
      { error: { message: 'x', code: 'data_inspection_failed' } },
      'model-declined',
    ],
    ['Azure’s content review', 400, { error: { message: 'x', code: 'content_filter' } }, 'model-declined'],
    ['a proxy with a size limit', 413, '<html>nginx</html>', 'too-long'],
    ['an error inside a 200', 200, { error: { message: 'sk-secret', code: 500 } }, 'model-failed'],
    ['choices that are no list', 200, { choices: { 0: 'x' } }, 'model-failed'],
    ['a message that is null', 200, { choices: [{ message: null, finish_reason: 'stop' }] }, 'model-empty'],
    ['content that is a number', 200, { choices: [{ message: { content: 42 } }] }, 'model-empty'],
    ['an unknown status', 418, { teapot: true }, 'model-failed'],
  ]

  it.each(ROWS)('is understood: %s', async (_, status, body, failure) =>
    withBotOf(status, body, async (bot) => {
      await bot.ask({ kind: 'text', text: '你好' })
      expect(bot.texts()).toEqual([TEXTS.zh.failure[failure]])
      await expectNoUpstreamWords(bot)
    }),
  )

  it.each([
    ['a text instead of JSON', 'ok'],
    ['null', null],
    ['nothing', ''],
  ])('is taken for a lost connection, and the model is asked again: %s', async (_, body) => {
    const answers = [body, { choices: [{ message: { content: '好' } }] }]
    await withBotOf(
      200,
      () => answers.shift(),
      async (bot) => {
        await bot.ask({ kind: 'text', text: '你好' })
        expect(bot.texts()).toEqual(['好'])
        expect(answers).toEqual([])
      },
    )
  })

  it('is understood: content in parts, without usage and model', async () => {
    const content = [{ type: 'text', text: '你' }, { type: 'other' }, { type: 'text', text: '好' }]
    await withBotOf(200, { choices: [{ message: { content }, finish_reason: 'stop' }] }, async (bot) => {
      expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({
        result: 'answered',
        model: 'gpt-6-luna',
      })
      expect(bot.texts()).toEqual(['你好'])
    })
  })
})

/** Runs `test` with a bot whose model service answers every request with the same body, or with the next of several. */
async function withBotOf(status: number, body: unknown, test: (bot: Bot) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    request.resume()
    const sent: unknown = typeof body === 'function' ? body() : body
    const type = typeof sent === 'string' ? 'text/html' : 'application/json'
    response
      .writeHead(status, { 'content-type': type })
      .end(typeof sent === 'string' ? sent : JSON.stringify(sent))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  try {
    await withBot({ env: { OPENAI_BASE_URL: url } }, test)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
