import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sign } from '../../playground/dingtalk/sign'
import { type Bot, startBot } from '../support/bot'

const HOUR_MS = 3_600_000
/** Where something could be kept. */
const COLLECTIONS = ['inbox', 'chats', 'token', 'bot_status']

/** Nobody was called, and nothing was kept. */
async function expectNothingHappened(bot: Bot) {
  expect(bot.openai.store.calls).toEqual([])
  expect(bot.dingtalk.store.calls).toEqual([])
  expect(bot.dingtalk.store.deliveries).toEqual([])
  for (const name of COLLECTIONS) expect(await bot.documents(name), name).toEqual([])
}

describe('whoever cannot sign', () => {
  let bot: Bot
  beforeAll(async () => {
    bot = await startBot()
  })
  afterEach(() => expectNothingHappened(bot))
  afterAll(() => bot.close())

  const message = { kind: 'text', text: '你好 👋' } as const

  it.each([
    ['no headers', { sign: 'missing', headers: { timestamp: undefined } }],
    ['no sign', { sign: 'missing' }],
    ['no timestamp', { headers: { timestamp: undefined } }],
    ['a wrong sign', { sign: 'wrong' }],
    ['garbage for a sign', { sign: 'garbage' }],
    ['an empty sign', { headers: { sign: '' } }],
    ['a sign with another secret', { sign: { secret: '别的密钥' } }],
    ['a right sign that is URL-encoded', { headers: { sign: encodeURIComponent(sign('1', 'x')) } }],
    ['an hour old sign', { skewMs: -HOUR_MS }],
    ['a day old sign', { skewMs: -24 * HOUR_MS }],
    ['a sign from an hour ahead', { skewMs: HOUR_MS + 1_000 }],
    ['a sign over garbage', { timestamp: 'not-a-time' }],
    ['a sign over nothing', { timestamp: '' }],
    ['a sign over a negative time', { timestamp: '-1' }],
    ['a sign over a time in seconds', { timestamp: String(Math.round(Date.now() / 1_000)) }],
  ] as const)('with %s gets a 401', async (_, options) => {
    expect(await bot.send(message, options as never)).toMatchObject({ status: 401 })
  })

  it('with each header twice gets a 401', async () => {
    const timestamp = String(bot.clock.now())
    const right = sign(timestamp, bot.dingtalk.app.secret)
    const status = await new Promise<number | undefined>((resolve) => {
      const headers = {
        'content-type': 'application/json',
        timestamp: [timestamp, timestamp],
        sign: [right, right],
      }
      request(bot.callbackUrl(), { method: 'POST', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end('{}')
    })
    expect(status).toBe(401)
  })

  it('learns nothing from the body of the 401', async () => {
    const { responseBody } = await bot.send(message, { sign: 'wrong' })
    expect(responseBody).toBe('{"error":"The signature is missing, wrong or out of date."}')
  })
})

it('answers with a length, in JSON', async () => {
  const bot = await startBot()
  const answer = await bot.post(JSON.stringify(bot.dingtalk.build({ kind: 'text', text: '帮助' })))
  const { length } = new TextEncoder().encode(await answer.text())
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(answer.headers.get('content-length')).toBe(String(length))
  await bot.close()
})

it('lets in what was signed just under an hour ago', async () => {
  const bot = await startBot()
  expect(await bot.send({ kind: 'text', text: '帮助' }, { skewMs: -HOUR_MS + 60_000 })).toMatchObject({
    status: 200,
  })
  await bot.close()
})

describe('nobody gets in', () => {
  it.each([
    ['without a secret', { DING_APP_SECRET: undefined }],
    ['with an empty secret', { DING_APP_SECRET: '  ' }],
    ['with a secret that cannot be used', { DING_APP_SECRET: '全角　密钥' }],
    ['without key and secret', { DING_APP_KEY: undefined, DING_APP_SECRET: undefined }],
    ['with a key, unsigned callbacks allowed', { DING_APP_SECRET: undefined, DING_ALLOW_UNSIGNED: 'true' }],
  ])('%s', async (_, env) => {
    const bot = await startBot({ env })
    for (const secret of ['', 'undefined', 'null', bot.dingtalk.app.secret]) {
      expect(await bot.send({ kind: 'text', text: '你好' }, { sign: { secret } })).toMatchObject({
        status: 401,
      })
    }
    await expectNothingHappened(bot)
    await bot.close()
  })

  it('unsigned where a secret is set, whatever DING_ALLOW_UNSIGNED says', async () => {
    const bot = await startBot({ env: { DING_ALLOW_UNSIGNED: 'true' } })
    expect(await bot.send({ kind: 'text', text: '你好' }, { sign: 'missing' })).toMatchObject({ status: 401 })
    await expectNothingHappened(bot)
    expect(bot.output.join('\n')).toContain('DING_ALLOW_UNSIGNED')
    await bot.close()
  })
})

describe('signed nonsense', () => {
  let bot: Bot
  beforeAll(async () => {
    bot = await startBot()
  })
  afterEach(() => expectNothingHappened(bot))
  afterAll(() => bot.close())

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
  ])('is a 4xx as %s', async (type) => {
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

  it.each(['conversationType', 'msgtype'])('is a 400: operators and inherited names as %s', async (field) => {
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
  })

  it('of 11 MB is a 413', async () => {
    const { status } = await bot.post(
      JSON.stringify({ ...message(), text: { content: 'x'.repeat(11 * 1024 * 1024) } }),
    )
    expect(status).toBe(413)
  })

  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('a hundred thousand %s deep is a 400', async (_, body) =>
    expect((await bot.post(body)).status).toBe(400),
  )
})

/** Pasted as one file, the function stands alone, and its owner chooses the methods in the console. */
const isPasted = Boolean(process.env.BOT_SOURCE)

describe('another method', () => {
  let bot: Bot
  beforeAll(async () => {
    bot = await startBot()
  })
  afterAll(() => bot.close())

  it.skipIf(isPasted).each(['PUT', 'PATCH', 'DELETE'])('%s is a 405', async (method) =>
    expect((await fetch(bot.callbackUrl(), { method })).status).toBe(405),
  )

  it('GET is answered, calls no model for a bot at work, and shows no secret', async () => {
    await bot.ask({ kind: 'text', text: '你好' })
    const calls = bot.openai.store.calls.length
    const response = await fetch(bot.callbackUrl())
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(bot.openai.store.calls).toHaveLength(calls)
    expect(page).not.toContain(bot.dingtalk.app.secret)
    expect(page).not.toContain(bot.env.OPENAI_KEY)
  })

  it.skipIf(isPasted)('is of no use for any other module: none is open to the web', async () => {
    const url = new URL(bot.callbackUrl()).origin
    for (const name of ['app', '__init__', 'storage/inbox', 'dingtalk/token', 'config', 'answering/worker']) {
      for (const method of ['GET', 'POST']) {
        expect((await fetch(`${url}/${name}`, { method })).status, `${method} ${name}`).toBe(405)
      }
    }
  })
})
