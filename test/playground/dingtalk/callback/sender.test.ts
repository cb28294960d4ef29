import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../../../playground/dingtalk/callback/messages'
import type { SendOptions } from '../../../../playground/dingtalk/callback/types'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { startBot, until } from '../support/bot'
import { useBot, useEmulator } from '../support/emulator'

const HOUR_MS = 3_600_000
const HELLO: OutgoingMessage = { kind: 'text', text: '你好 🌟', in: TEST_GROUP_ID }
const SECRET = 'a secret 密钥'
const emulator = useEmulator({ appSecret: SECRET })
const bot = useBot()
const { clock } = emulator

const send = (options?: SendOptions, message: OutgoingMessage = HELLO) =>
  emulator.dingtalk.send(bot.url, message, options)

/** Whether a request has the right sign; computed here, not with the code under test. */
function isSigned(index = 0): boolean {
  const { timestamp, sign } = bot.received[index]?.headers ?? {}
  return createHmac('sha256', SECRET).update(`${timestamp}\n${SECRET}`).digest('base64') === sign
}
/** The timestamp header minus the clock's time, in ms. */
const skewOf = (index: number) => Number(bot.received[index]?.headers.timestamp) - clock.now()

describe('a callback', () => {
  it("is posted as JSON with a sign over the clock's time", async () => {
    clock.advance(5 * HOUR_MS)
    await send()
    expect(bot.received[0]?.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(Math.abs(skewOf(0))).toBeLessThan(5_000)
    expect(isSigned()).toBe(true)
    expect(JSON.parse(bot.received[0]?.text ?? '')).toMatchObject({ text: { content: ' 你好 🌟' } })
  })

  it("is recorded with its body, the bot's response and the latency", async () => {
    bot.response = 401
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
    expect(emulator.dingtalk.store.callbacks).toEqual([callback])
    const { sign } = bot.received[0]?.headers ?? {}
    expect(callback.headers.sign).toBe(`${String(sign).slice(0, 4)}…`)
  })

  it('is recorded with an error if the bot does not listen', async () => {
    await bot.close()
    expect(await send()).toMatchObject({ error: 'ECONNREFUSED', timedOut: false })
  })

  it('can have any body, and is signed', async () => {
    await send({}, { kind: 'raw', body: '{"broken":' })
    await send({}, { kind: 'raw', body: [null] })
    expect(bot.received.map(({ text }) => text)).toEqual(['{"broken":', '[null]'])
    expect(isSigned()).toBe(true)
  })
})

describe('an invalid callback', () => {
  it.each<[string, SendOptions]>([
    ['a wrong sign of the right length', { sign: 'wrong' }],
    ['garbage as the sign', { sign: 'garbage' }],
    ['a sign with another secret', { sign: { secret: 'other' } }],
    ['no sign', { sign: 'missing' }],
    ['no timestamp', { headers: { timestamp: undefined } }],
  ])('has %s', async (_what, options) => {
    await send(options)
    expect(isSigned()).toBe(false)
  })

  it('has a wrong sign in the format of a right one', async () => {
    await send({ sign: 'wrong' })
    expect(bot.received[0]?.headers.sign).toMatch(/^[0-9A-Za-z+/]{43}=$/)
  })

  it('has a wrong timestamp and the right sign over it', async () => {
    await send({ skewMs: -HOUR_MS })
    await send({ timestamp: 'yesterday' })
    expect(Math.abs(skewOf(0) + HOUR_MS)).toBeLessThan(5_000)
    expect(bot.received[1]?.headers.timestamp).toBe('yesterday')
    expect([isSigned(0), isSigned(1)]).toEqual([true, true])
  })
})

describe('a redelivery', () => {
  it('has the same body and a new signature; several are posted at once', async () => {
    const callback = await send({ redeliver: 3 })
    expect(bot.received).toHaveLength(4)
    expect(new Set(bot.received.map(({ text }) => text)).size).toBe(1)
    expect(bot.received.map((_, index) => isSigned(index))).toEqual([true, true, true, true])
    expect(callback.redeliveries.map(({ redelivery, msgId }) => [redelivery, msgId])).toEqual([
      [1, callback.msgId],
      [2, callback.msgId],
      [3, callback.msgId],
    ])
    expect(emulator.dingtalk.store.counts.callbacks).toBe(4)
  })

  it('is posted after its delay and signed with the time of that moment', async () => {
    const sent = send({ redeliver: { times: 1, delayMs: HOUR_MS } })
    await until(() => bot.received.length === 1)
    clock.advance(HOUR_MS)
    await sent
    const times = bot.received.map(({ headers }) => Number(headers.timestamp))
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(HOUR_MS)
    expect(isSigned(1)).toBe(true)
  })

  it('goes to the next of several replicas', async () => {
    const other = await startBot()
    await emulator.dingtalk.send([bot.url, other.url], HELLO, { redeliver: 2 })
    expect([bot.received.length, other.received.length]).toEqual([2, 1])
    expect(other.received[0]?.text).toBe(bot.received[0]?.text)
    await other.close()
  })

  it('is posted only while the message is not acknowledged, with `when: unacknowledged`', async () => {
    const when = 'unacknowledged'
    bot.response = 500
    expect((await send({ redeliver: { times: 2, when } })).redeliveries).toHaveLength(2)
    bot.response = ''
    expect((await send({ redeliver: { times: 2, when } })).redeliveries).toHaveLength(0)
  })
})

describe('a bot that responds too late', () => {
  it('times out after 2.5 s, and its response is not delivered', async () => {
    bot.response = 'hang'
    const sent = send()
    clock.advance(2_400)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(emulator.dingtalk.store.callbacks[0]?.timedOut).toBe(false)
    clock.advance(100)
    const callback = await sent
    expect(callback.timedOut).toBe(true)
    expect(callback).not.toHaveProperty('status')
    expect(emulator.dingtalk.store.deliveries).toEqual([])
  })

  it('times out after `timeoutMs` if that is given', async () => {
    bot.response = 'hang'
    expect((await send({ timeoutMs: 20 })).timedOut).toBe(true)
  })
})
