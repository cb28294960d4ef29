import { afterEach, describe, expect, it } from 'vitest'
import { texts } from '../../playground/stream/texts'
import { until } from '../support/until'
import { type StreamBot, startConnectedBot, startStreamBot } from './support'

let bot: StreamBot

afterEach(() => bot?.close())

describe('the connection', () => {
  it('answers a ping with the data of the ping', async () => {
    bot = await startConnectedBot()
    const opaque = bot.gateway.ping()
    await until('the pong', () => bot.gateway.store.answers.length === 1)
    expect(bot.gateway.store.answers[0]).toMatchObject({ code: 200, data: JSON.stringify({ opaque }) })
  })

  it('survives data that is not a frame', async () => {
    bot = await startConnectedBot()
    for (const odd of [
      '',
      '不是 JSON',
      '[]',
      'null',
      '{"type":"CALLBACK"}',
      '{"type":"SYSTEM","headers":{}}',
    ]) {
      bot.gateway.push(odd)
    }
    bot.gateway.ping()
    await until('the pong', () => bot.gateway.store.answers.length === 1)
    expect(bot.open()).toHaveLength(1)
  })

  it('is replaced before DingTalk closes it, when DingTalk announces that', async () => {
    bot = await startConnectedBot()
    bot.clock.advance(30_000)
    bot.gateway.disconnect('persistent connection is timeout')
    await bot.connected(2)
    bot.gateway.deliver({ kind: 'text', text: '正好在换连接' })
    await bot.acknowledged()
    bot.clock.advance(10_000)
    await bot.connected(1)
    expect(bot.open()[0]?.isEnding).toBe(false)
    expect(bot.gateway.store.opens).toHaveLength(2)
    expect(bot.printed).not.toContain(texts.lost)
  })

  it('is opened again at once after a network failure, with a new ticket', async () => {
    bot = await startConnectedBot()
    bot.clock.advance(30_000)
    bot.gateway.cut()
    await until('the second connection', () => bot.gateway.store.connections.length === 2)
    bot.gateway.deliver({ kind: 'text', text: '还在吗' })
    await bot.acknowledged()
    expect(bot.printed.slice(-2)).toEqual([texts.lost, texts.connectedAgain])
  })

  it('is tried again with growing pauses while DingTalk cannot be reached, which is printed once', async () => {
    bot = await startConnectedBot()
    bot.clock.advance(30_000)
    bot.gateway.settings.refuse = { status: 503, body: {} }
    bot.gateway.cut()
    await until('six attempts', () => {
      bot.clock.advance(250)
      return bot.gateway.store.opens.length === 1 + 6
    })
    const attempts = bot.gateway.store.opens.slice(1).map(({ at }) => at)
    const pausesSeconds = attempts.slice(1).map((at, n) => (at - (attempts[n] as number)) / 1_000)
    for (const [n, wantedSeconds] of [0, 1, 2, 4, 8].entries()) {
      expect(pausesSeconds[n]).toBeGreaterThanOrEqual(wantedSeconds)
      // Up to a quarter is random; the rest is the step of this test and the time that the machine needs for it.
      expect(pausesSeconds[n]).toBeLessThan(wantedSeconds * 1.25 + 3)
    }
    expect(bot.printed.filter((line) => line === texts.unreachable('503'))).toHaveLength(1)

    bot.gateway.settings.refuse = undefined
    await until('the connection', () => {
      bot.clock.advance(1_000)
      return bot.printed.at(-1) === texts.connectedAgain
    })
  })

  it('is replaced when it stays silent, as after a laptop slept', async () => {
    bot = await startConnectedBot()
    bot.clock.advance(20_000) // one ping, which is answered
    await new Promise((resolve) => setTimeout(resolve, 100))
    bot.clock.advance(20_000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(bot.gateway.store.connections).toHaveLength(1)
    bot.clock.advance(40_000) // two pings without time for an answer
    await until('another connection', () => bot.gateway.store.connections.length === 2)
  })

  it('is closed by stop, after the message in flight was answered', async () => {
    bot = await startStreamBot()
    bot.openai.answer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return '最后一句'
    })
    const stream = await bot.start()
    await bot.connected()
    bot.gateway.deliver({ kind: 'text', text: '再见' })
    await bot.acknowledged()
    await stream.stop()
    await stream.ended
    expect(bot.dingtalk.store.deliveries).toMatchObject([{ text: '最后一句' }])
    expect(bot.open()).toEqual([])
    bot.clock.advance(120_000)
    expect(bot.gateway.store.opens).toHaveLength(1)
  })
})

describe('a failure to connect', () => {
  it('for a wrong secret is explained in one sentence, and is final', async () => {
    bot = await startStreamBot()
    const { ended } = await bot.start({ DING_APP_SECRET: 'a-wrong-secret' })
    await expect(ended).rejects.toThrow(texts.credentials('401 authFailed'))
    expect(bot.gateway.store.opens).toHaveLength(1)
  })

  it.each([
    ['no key', { DING_APP_KEY: ' ' }],
    ['no secret', { DING_APP_SECRET: undefined }],
  ])('for %s is reported before anything starts', async (_, env) => {
    bot = await startStreamBot()
    await expect(bot.start(env)).rejects.toThrow(texts.keysMissing)
    expect(bot.gateway.store.opens).toEqual([])
  })

  it('that is not about the credentials is printed with its code, and tried again', async () => {
    bot = await startStreamBot({
      refuse: { status: 400, body: { code: 'systemError', message: '系统错误' } },
    })
    await bot.start()
    await until('the line', () => bot.printed.includes(texts.refused('400 systemError')))
    bot.gateway.settings.refuse = undefined
    await bot.connected()
  })

  it('without a network is printed, without the secret, and tried again', async () => {
    bot = await startStreamBot()
    const closed = await startStreamBot()
    await closed.close()
    await bot.start({ DING_API_URL: closed.gateway.url })
    await until('the line', () => bot.printed.includes(texts.unreachable('ECONNREFUSED')))
    expect(bot.printed.join()).not.toContain(bot.dingtalk.app.secret)
  })

  it('because a ticket is not accepted is tried again', async () => {
    bot = await startStreamBot({ refuseSockets: true })
    await bot.start()
    await until('the line', () => bot.printed.includes(texts.refused('401')))
    bot.gateway.settings.refuseSockets = false
    await bot.connected()
  })
})
