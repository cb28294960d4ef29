import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AnswerFailure } from '../../functions/errors'
import { TEXTS } from '../../functions/texts/languages'
import type { FaultId, FaultOptions } from '../../playground/openai/faults'
import { type Bot, startBot } from '../support/bot'

const SECOND_MS = 1_000

/** What of a service's own words, or of a key, must never be seen by people, in the log, or in the database. */
const UPSTREAM_WORDS =
  /sk-|Incorrect|Insufficient|quota, please|platform\.openai|org-Demo|Rate limit reached|nginx|Bad Gateway|The server had|does not exist or you|maximum context|https?:\/\/|can't help with/

async function expectNoUpstreamWords(bot: Bot) {
  const stored = await Promise.all(['chats', 'inbox', 'bot_status'].map(bot.documents))
  // The address of the webhook is a message's own and stays until it is answered.
  const seen = JSON.stringify([bot.dingtalk.store.deliveries, bot.output, stored]).replaceAll(
    bot.dingtalk.url,
    '',
  )
  expect(seen).not.toMatch(UPSTREAM_WORDS)
}

/** Faults whose end the package's own pauses put off for some seconds run side by side. */
describe.concurrent('the model', () => {
  const ROWS: [fault: FaultId, failure: AnswerFailure, options?: FaultOptions][] = [
    ['no-quota', 'model-quota'],
    ['server-error', 'model-failed'],
    ['unavailable', 'model-failed'],
    ['reset', 'unreachable'],
    ['rate-limited', 'rate-limited', { retryAfterSeconds: 0.01 }],
    ['bad-key', 'key-refused'],
    ['bad-region', 'key-refused'],
    ['no-model', 'model-unknown'],
    ['too-long', 'too-long'],
    ['cut', 'model-failed'],
    ['html', 'model-failed'],
    ['bad-json', 'model-failed'],
    ['no-choices', 'model-failed'],
    ['null-answer', 'model-empty'],
    ['empty-answer', 'model-empty'],
    ['filtered', 'model-declined'],
    ['refused', 'model-declined'],
  ]

  it.each(ROWS)('that fails (%s) leads to one plain sentence (%s)', async (fault, failure, options) => {
    const bot = await startBot()
    bot.openai.faults.set(fault, options)
    const askedAt = bot.clock.now()
    await bot.send({ kind: 'text', text: '你好 👋' })
    await bot.until('the sentence', () => bot.lines.length > 0)
    expect(bot.lines).toMatchObject([{ result: failure, channel: 'api' }])
    expect(bot.dingtalk.store.deliveries.map(({ text }) => text)).toEqual([TEXTS.zh.failure[failure]])
    expect(bot.clock.now() - askedAt).toBeLessThan(120 * SECOND_MS)
    await expectNoUpstreamWords(bot)
    await bot.close()
  })

  it.each<[FaultId, FaultOptions?]>([
    ['hang'],
    ['slow', { ms: 200 * SECOND_MS }],
    ['rate-limited', { retryAfterSeconds: 3_600 }],
  ])(
    'that does not answer in time (%s) leads to one plain sentence at the deadline',
    async (fault, options) => {
      const bot = await startBot({ env: { ANSWER_TIMEOUT_SECONDS: '30' } })
      bot.openai.faults.set(fault, options)
      await bot.send({ kind: 'text', text: '你好' })
      await bot.until('the model call', () => bot.openai.store.calls.length === 1)
      bot.clock.advance(29 * SECOND_MS)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(bot.dingtalk.store.deliveries).toEqual([])
      bot.clock.advance(1 * SECOND_MS)
      await bot.until('the sentence', () => bot.lines.length > 0)
      expect(bot.lines).toMatchObject([{ result: 'timeout' }])
      expect(bot.dingtalk.store.deliveries.map(({ text }) => text)).toEqual([TEXTS.zh.failure.timeout])
      expect(bot.openai.store.calls).toHaveLength(1)
      await expectNoUpstreamWords(bot)
      await bot.close()
    },
  )

  it.each<[FaultId, AnswerFailure]>([
    ['bad-key', 'key-refused'],
    ['no-model', 'model-unknown'],
    ['html', 'model-failed'],
    ['null-answer', 'model-empty'],
  ])('that fails (%s) is spoken of in English where the owner says so', async (fault, failure) => {
    const bot = await startBot({ env: { BOT_LANGUAGE: 'en' } })
    bot.openai.faults.set(fault)
    await bot.ask({ kind: 'text', text: 'Hello 👋' })
    expect(bot.dingtalk.store.deliveries.map(({ text }) => text)).toEqual([TEXTS.en.failure[failure]])
    await bot.close()
  })

  it('that is too busy twice and then fine is answered once, after the pause it asked for', async () => {
    const bot = await startBot()
    bot.openai.faults.set('rate-limited', { times: 2, retryAfterSeconds: 1.2 })
    bot.openai.answer('久等了')
    await bot.ask({ kind: 'text', text: '你好' })
    const { calls, counts } = bot.openai.store
    expect(counts.byStatus).toEqual({ 429: 2, 200: 1 })
    const pauses = calls.slice(1).map(({ at }, before) => at - (calls[before]?.at ?? 0))
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(1_190)
    expect(bot.dingtalk.store.deliveries.map(({ text }) => text)).toEqual(['久等了'])
    await bot.close()
  })

  it('that says 1 MB is cut where nobody reads on, and says so', async () => {
    const bot = await startBot()
    bot.openai.faults.set('huge')
    await bot.ask({ kind: 'text', text: '讲个很长的故事' })
    const texts = bot.dingtalk.store.deliveries.map(({ text }) => text)
    expect(texts.length).toBeLessThan(30)
    expect(texts.join('').length).toBeGreaterThan(50_000)
    expect(texts.at(-1)).toContain(TEXTS.zh.cutOff)
    await bot.close()
  })

  it('that is not set up is not called', async () => {
    const bot = await startBot({ env: { OPENAI_KEY: undefined } })
    await bot.ask({ kind: 'text', text: '你好' })
    expect(bot.dingtalk.store.deliveries.map(({ text }) => text)).toEqual([TEXTS.zh.failure['key-missing']])
    expect(bot.openai.store.calls).toEqual([])
    await bot.close()
  })

  it('that failed leaves the question, so that it can be asked again', async () => {
    const bot = await startBot()
    bot.openai.faults.set('bad-key', { times: 1 })
    await bot.ask({ kind: 'text', text: '天空为什么是蓝的？' })
    bot.openai.answer('因为散射 🌌')
    await bot.ask({ kind: 'text', text: '/retry' })
    expect(bot.openai.store.calls.at(-1)?.body.messages.slice(1)).toEqual([
      { role: 'user', content: '天空为什么是蓝的？' },
    ])
    expect(bot.dingtalk.store.deliveries.at(-1)?.text).toBe('因为散射 🌌')
    await bot.close()
  })

  it('is hung up on when its time is over: no call is left open', async () => {
    const bot = await startBot()
    bot.openai.faults.set('hang')
    await bot.send({ kind: 'text', text: '你好' })
    await bot.until('the call', () => bot.openai.store.counts.open === 1)
    bot.clock.advance(120 * SECOND_MS)
    await bot.until('the end of the call', () => bot.openai.store.counts.open === 0)
    await bot.close()
  })
})

/** Services that are compatible until something goes wrong: each says it in its own way. */
describe.concurrent('a service that says it differently', () => {
  const ROWS: [says: string, status: number, body: unknown, failure: AnswerFailure][] = [
    [
      'DeepSeek without balance',
      402,
      { error: { message: 'Insufficient Balance', code: 'invalid_request_error' } },
      'model-quota',
    ],
    [
      'DashScope with a bill open',
      400,
      { error: { message: 'Access denied', code: 'Arrearage' } },
      'model-quota',
    ],
    [
      'DashScope’s review',
      400,
      { error: { message: 'x', code: 'data_inspection_failed' } },
      'model-declined',
    ],
    ['Azure’s review', 400, { error: { message: 'x', code: 'content_filter' } }, 'model-declined'],
    ['a proxy with a limit of size', 413, '<html>nginx</html>', 'too-long'],
    ['an error inside a 200', 200, { error: { message: 'sk-secret', code: 500 } }, 'model-failed'],
    ['a text instead of JSON', 200, 'ok', 'model-failed'],
    ['null', 200, null, 'model-failed'],
    ['choices that are none', 200, { choices: { 0: 'x' } }, 'model-failed'],
    ['a message that is none', 200, { choices: [{ message: null, finish_reason: 'stop' }] }, 'model-empty'],
    ['content that is a number', 200, { choices: [{ message: { content: 42 } }] }, 'model-empty'],
    ['a status nobody knows', 418, { teapot: true }, 'model-failed'],
  ]

  it.each(ROWS)('is understood: %s', async (_, status, body, failure) => {
    const service = await serve(status, body)
    const bot = await startBot({ env: { OPENAI_BASE_URL: service.url } })
    await bot.ask({ kind: 'text', text: '你好' })
    expect(bot.dingtalk.store.deliveries.map(({ text }) => text)).toEqual([TEXTS.zh.failure[failure]])
    await expectNoUpstreamWords(bot)
    await Promise.all([bot.close(), service.close()])
  })

  it('is understood: content in parts, no usage, no model', async () => {
    const content = [{ type: 'text', text: '你' }, { type: 'other' }, { type: 'text', text: '好' }]
    const service = await serve(200, { choices: [{ message: { content }, finish_reason: 'stop' }] })
    const bot = await startBot({ env: { OPENAI_BASE_URL: service.url } })
    expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({
      result: 'answered',
      model: 'gpt-5.4-mini',
    })
    expect(bot.dingtalk.store.deliveries.map(({ text }) => text)).toEqual(['你好'])
    await Promise.all([bot.close(), service.close()])
  })
})

/** A service that answers everything in one way. */
async function serve(status: number, body: unknown): Promise<{ url: string; close(): Promise<void> }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/html' : 'application/json'
  const server: Server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': type }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
