import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import type { OutgoingMessage } from '../../../../playground/dingtalk/callback/messages'
import type { SendOptions } from '../../../../playground/dingtalk/callback/types'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { startBot, until } from '../support'

const HOUR_MS = 3_600_000
const HELLO: OutgoingMessage = { kind: 'text', text: '你好 🌟', in: TEST_GROUP_ID }
const clock = createTestClock()
let dingtalk: DingTalk
let bot: Awaited<ReturnType<typeof startBot>>
let reply: string | number | 'hang' = ''

beforeAll(async () => {
  dingtalk = await startDingTalk({ clock, appSecret: 'a secret 密钥' })
})
afterAll(async () => {
  await dingtalk.close()
  clock.dispose()
})
beforeEach(async () => {
  dingtalk.reset()
  reply = ''
  bot = await startBot(() => reply)
})
afterEach(() => bot.close())

const send = (options?: SendOptions, message: OutgoingMessage = HELLO) =>
  dingtalk.send(bot.url, message, options)

/** How far the sign of a post is right: computed here, not by the code under test. */
function isSigned(index = 0, secret = 'a secret 密钥'): boolean {
  const { timestamp, sign } = bot.heard[index]?.headers ?? {}
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64') === sign
}
const skewOf = (index: number) => Number(bot.heard[index]?.headers.timestamp) - clock.now()

describe('a callback', () => {
  it('is posted as JSON, signed with the time of the clock', async () => {
    clock.advance(5 * HOUR_MS)
    await send()
    expect(bot.heard[0]?.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(Math.abs(skewOf(0))).toBeLessThan(5_000)
    expect(isSigned()).toBe(true)
    expect(JSON.parse(bot.heard[0]?.text ?? '')).toMatchObject({ text: { content: ' 你好 🌟' } })
  })

  it('is recorded with what was posted, the answer, its status and how long it took', async () => {
    reply = 401
    const callback = await send()
    expect(callback).toMatchObject({
      url: bot.url,
      kind: 'text',
      conversationId: TEST_GROUP_ID,
      from: 'xiaoce',
      redelivery: 0,
      status: 401,
      timedOut: false,
      latencyMs: expect.any(Number),
      body: { msgtype: 'text' },
    })
    expect(dingtalk.store.callbacks).toEqual([callback])
    const { sign } = bot.heard[0]?.headers ?? {}
    expect(callback.headers.sign).toBe(`${String(sign).slice(0, 4)}…`)
  })

  it('records a bot that is not there', async () => {
    await bot.close()
    expect(await send()).toMatchObject({ error: 'ECONNREFUSED', timedOut: false })
  })

  it('can be anything, signed', async () => {
    await send({}, { kind: 'raw', body: '{"broken":' })
    await send({}, { kind: 'raw', body: [null] })
    expect(bot.heard.map(({ text }) => text)).toEqual(['{"broken":', '[null]'])
    expect(isSigned()).toBe(true)
  })
})

describe('a callback that is wrong', () => {
  it.each<[string, SendOptions]>([
    ['a wrong sign, of the right length', { sign: 'wrong' }],
    ['garbage as the sign', { sign: 'garbage' }],
    ['another secret', { sign: { secret: 'other' } }],
    ['no sign', { sign: 'missing' }],
    ['a header left out', { headers: { timestamp: undefined } }],
  ])('%s', async (_what, options) => {
    await send(options)
    expect(isSigned()).toBe(false)
  })

  it('a wrong sign still looks like one', async () => {
    await send({ sign: 'wrong' })
    expect(bot.heard[0]?.headers.sign).toMatch(/^[0-9A-Za-z+/]{43}=$/)
  })

  it('a clock that is wrong, correctly signed', async () => {
    await send({ skewMs: -HOUR_MS })
    await send({ timestamp: 'yesterday' })
    expect(Math.abs(skewOf(0) + HOUR_MS)).toBeLessThan(5_000)
    expect(bot.heard[1]?.headers.timestamp).toBe('yesterday')
    expect([isSigned(0), isSigned(1)]).toEqual([true, true])
  })
})

describe('the same message again', () => {
  it('comes with the same body and a fresh signature, all at once', async () => {
    const callback = await send({ redeliver: 3 })
    expect(bot.heard).toHaveLength(4)
    expect(new Set(bot.heard.map(({ text }) => text)).size).toBe(1)
    expect(bot.heard.map((_, index) => isSigned(index))).toEqual([true, true, true, true])
    expect(callback.redeliveries.map(({ redelivery, msgId }) => [redelivery, msgId])).toEqual([
      [1, callback.msgId],
      [2, callback.msgId],
      [3, callback.msgId],
    ])
    expect(dingtalk.store.counts.callbacks).toBe(4)
  })

  it('comes after a delay, signed anew at that time', async () => {
    const sent = send({ redeliver: { times: 1, delayMs: HOUR_MS } })
    await until(() => bot.heard.length === 1)
    clock.advance(HOUR_MS)
    await sent
    const times = bot.heard.map(({ headers }) => Number(headers.timestamp))
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(HOUR_MS)
    expect(isSigned(1)).toBe(true)
  })

  it('goes to several replicas in turn', async () => {
    const other = await startBot()
    await dingtalk.send([bot.url, other.url], HELLO, { redeliver: 2 })
    expect([bot.heard.length, other.heard.length]).toEqual([2, 1])
    expect(other.heard[0]?.text).toBe(bot.heard[0]?.text)
    await other.close()
  })

  it('can be made to come only while it is not acknowledged', async () => {
    const when = 'unacknowledged'
    reply = 500
    expect((await send({ redeliver: { times: 2, when } })).redeliveries).toHaveLength(2)
    reply = ''
    expect((await send({ redeliver: { times: 2, when } })).redeliveries).toHaveLength(0)
  })
})

describe('a bot that answers too late', () => {
  it('is given up after 2.5 s, and nothing of what it says is shown', async () => {
    reply = 'hang'
    const sent = send()
    clock.advance(2_400)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(dingtalk.store.callbacks[0]?.timedOut).toBe(false)
    clock.advance(100)
    const callback = await sent
    expect(callback.timedOut).toBe(true)
    expect(callback).not.toHaveProperty('status')
    expect(dingtalk.store.deliveries).toEqual([])
  })

  it('is given up after another time if one is set', async () => {
    reply = 'hang'
    expect((await send({ timeoutMs: 20 })).timedOut).toBe(true)
  })
})
