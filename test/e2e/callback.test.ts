import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { sign } from '../../playground/dingtalk/callback/sign'
import type { SendOptions } from '../../playground/dingtalk/callback/types'
import type { Bot } from '../support/bot'
import { MODULES } from '../support/function-names'
import { statusWithoutBody } from '../support/status-without-body'
import { useBot, useSharedBot } from '../support/use-bot'

const HOUR_MS = 3_600_000
/** Every collection. */
const COLLECTIONS = ['inbox', 'chats', 'token', 'bot_status']

/** Checks that no upstream was called and no document was stored. */
async function expectNothingHappened(bot: Bot) {
  expect(bot.openai.store.calls).toEqual([])
  expect(bot.dingtalk.store.calls).toEqual([])
  expect(bot.dingtalk.store.deliveries).toEqual([])
  for (const name of COLLECTIONS) expect(await bot.documents(name), name).toEqual([])
}

describe('a callback without a valid signature', () => {
  const bot = useSharedBot()
  afterEach(() => expectNothingHappened(bot))

  const message = { kind: 'text', text: '你好 👋' } as const

  it.each<[what: string, options: SendOptions]>([
    ['no headers', { sign: 'missing', headers: { timestamp: undefined } }],
    ['no sign', { sign: 'missing' }],
    ['no timestamp', { headers: { timestamp: undefined } }],
    ['a wrong sign', { sign: 'wrong' }],
    ['a sign that is no base64', { sign: 'garbage' }],
    ['an empty sign', { headers: { sign: '' } }],
    ['a sign with another secret', { sign: { secret: '别的密钥' } }],
    ['a URL-encoded sign', { headers: { sign: encodeURIComponent(sign('1', 'x')) } }],
    ['a sign that is an hour old', { skewMs: -HOUR_MS }],
    ['a sign that is a day old', { skewMs: -24 * HOUR_MS }],
    ['a sign from more than an hour ahead', { skewMs: HOUR_MS + 1_000 }],
    ['a sign of a timestamp that is no number', { timestamp: 'not-a-time' }],
    ['a sign of an empty timestamp', { timestamp: '' }],
    ['a sign of a negative timestamp', { timestamp: '-1' }],
    ['a sign of a timestamp in seconds', { timestamp: String(Math.round(Date.now() / 1_000)) }],
  ])('is a 401: %s', async (_, options) => {
    expect(await bot.send(message, options)).toMatchObject({ status: 401 })
  })

  it('is a 401: each header twice', async () => {
    const timestamp = String(bot.clock.now())
    const signature = sign(timestamp, bot.dingtalk.app.secret)
    const status = await new Promise<number | undefined>((resolve) => {
      const headers = {
        'content-type': 'application/json',
        timestamp: [timestamp, timestamp],
        sign: [signature, signature],
      }
      request(bot.callbackUrl(), { method: 'POST', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end('{}')
    })
    expect(status).toBe(401)
  })

  it('is a 401 before its body is read', async () => {
    expect(await statusWithoutBody(bot.callbackUrl())).toBe(401)
    const headers = { timestamp: String(bot.clock.now()), sign: sign('1', 'another secret') }
    expect(await statusWithoutBody(bot.callbackUrl(), headers)).toBe(401)
  })

  it.each([
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync('['.repeat(5e6) + ']'.repeat(5e6))],
    ['too large', {}, '['.repeat(2e6)],
    ['of an unknown encoding', { 'content-encoding': 'klingon' }, 'x'],
    ['of an unknown charset', { 'content-type': 'application/json; charset=klingon' }, 'x'],
    ['no JSON', {}, '{'],
  ])('is a 401 and no error of the body: %s', async (_, more, body) => {
    const headers = { 'content-type': 'application/json', ...more } as Record<string, string>
    expect((await fetch(bot.callbackUrl(), { method: 'POST', headers, body: body as string })).status).toBe(
      401,
    )
  })

  it('gets a 401 whose body does not name the reason', async () => {
    const { responseBody } = await bot.send(message, { sign: 'wrong' })
    expect(responseBody).toBe('{"error":"The signature is missing, wrong or out of date."}')
  })
})

const { bot, start } = useBot()

it('a callback is answered in JSON with its length', async () => {
  await start()
  const answer = await bot.post(JSON.stringify(bot.dingtalk.build({ kind: 'text', text: '帮助' })))
  const { length } = new TextEncoder().encode(await answer.text())
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(answer.headers.get('content-length')).toBe(String(length))
})

it('a callback that was signed just under an hour ago is accepted', async () => {
  await start()
  expect(await bot.send({ kind: 'text', text: '帮助' }, { skewMs: -HOUR_MS + 60_000 })).toMatchObject({
    status: 200,
  })
})

describe('every callback is a 401', () => {
  it.each([
    ['without a secret', { DING_APP_SECRET: undefined }],
    ['with an empty secret', { DING_APP_SECRET: '  ' }],
    ['with a secret that cannot be used', { DING_APP_SECRET: '全角　密钥' }],
    ['without key and secret', { DING_APP_KEY: undefined, DING_APP_SECRET: undefined }],
    ['with a key, unsigned callbacks allowed', { DING_APP_SECRET: undefined, DING_ALLOW_UNSIGNED: 'true' }],
  ])('%s', async (_, env) => {
    await start({ env })
    for (const secret of ['', 'undefined', 'null', bot.dingtalk.app.secret]) {
      expect(await bot.send({ kind: 'text', text: '你好' }, { sign: { secret } })).toMatchObject({
        status: 401,
      })
    }
    await expectNothingHappened(bot)
  })

  it('when it is unsigned and a secret is set, also with DING_ALLOW_UNSIGNED', async () => {
    await start({ env: { DING_ALLOW_UNSIGNED: 'true' } })
    expect(await bot.send({ kind: 'text', text: '你好' }, { sign: 'missing' })).toMatchObject({ status: 401 })
    await expectNothingHappened(bot)
    expect(bot.output.join('\n')).toContain('DING_ALLOW_UNSIGNED')
  })
})

describe('a signed body that is no message', () => {
  const bot = useSharedBot()
  afterEach(() => expectNothingHappened(bot))

  const message = () => bot.dingtalk.build({ kind: 'text', text: '你好' }) as Record<string, unknown>

  it.each([
    '{}',
    '[]',
    '[{}]',
    '42',
    '"你好"',
    'null',
    'true',
    '',
    '{',
    '{"msgId":',
    '\u0000',
    '<xml/>',
    '{"__proto__":{"msgtype":"text"}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"msgtype":"text","text":{"content":"你好"}}',
  ])('is a 400: %j', async (body) => expect((await bot.post(body)).status).toBe(400))

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/json; charset=klingon',
  ])('is a 4xx with the content type %s', async (type) => {
    const { status } = await bot.post(JSON.stringify(message()), { 'content-type': type })
    expect(Math.floor(status / 100)).toBe(4)
  })

  const IDS = ['msgId', 'conversationId', 'senderStaffId', 'senderId', 'robotCode']
  const VALUES = [{ $gt: '' }, { $where: 'sleep(1)' }, ['msg'], 42, true, 'x'.repeat(257)]
  it.each(IDS)('is a 400: operators, lists, numbers and endless texts as %s', async (field) => {
    for (const value of VALUES) {
      const { status } = await bot.post(JSON.stringify({ ...message(), [field]: value }))
      expect(status, JSON.stringify(value)).toBe(400)
    }
  })

  it.each(['conversationType', 'msgtype'])(
    'is a 400 with operators or inherited names as %s',
    async (field) => {
      for (const value of [
        { $gt: '' },
        { toString: 'x', valueOf: null },
        ['text'],
        null,
        '',
        ...(field === 'msgtype' ? [] : ['__proto__', 'toString']),
      ]) {
        const { status } = await bot.post(JSON.stringify({ ...message(), [field]: value }))
        expect(status, JSON.stringify(value)).toBe(400)
      }
    },
  )

  it('is a 415 when it is compressed', async () => {
    const body = gzipSync(JSON.stringify(message())) as unknown as string
    expect((await bot.post(body, { 'content-encoding': 'gzip' })).status).toBe(415)
  })

  it('is a 413 when it has 11 MB', async () => {
    const { status } = await bot.post(
      JSON.stringify({ ...message(), text: { content: 'x'.repeat(11 * 1024 * 1024) } }),
    )
    expect(status).toBe(413)
  })

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('is a 400 when it nests a hundred thousand %s', async (_, body) =>
    expect((await bot.post(body)).status).toBe(400),
  )
})

/** When the function is pasted as one file, its owner chooses the methods in the console. */
const isPasted = Boolean(process.env.BOT_SOURCE)

describe('a request with another method', () => {
  const bot = useSharedBot()

  it.skipIf(isPasted).each(['PUT', 'PATCH', 'DELETE'])('%s is a 405', async (method) =>
    expect((await fetch(bot.callbackUrl(), { method })).status).toBe(405),
  )

  it('GET is answered, without a model call for a bot at work, and shows no secret', async () => {
    await bot.ask({ kind: 'text', text: '你好' })
    const calls = bot.openai.store.calls.length
    const response = await fetch(bot.callbackUrl())
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(bot.openai.store.calls).toHaveLength(calls)
    expect(page).not.toContain(bot.dingtalk.app.secret)
    expect(page).not.toContain(bot.env.OPENAI_KEY)
  })

  it.skipIf(isPasted)('is a 405 for every other module', async () => {
    const url = new URL(bot.callbackUrl()).origin
    for (const name of MODULES) {
      for (const method of ['GET', 'POST']) {
        expect((await fetch(`${url}/${name}`, { method })).status, `${method} ${name}`).toBe(
          name === '__init__' ? 405 : 404,
        )
      }
    }
  })
})
