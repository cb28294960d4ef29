import { afterEach, describe, expect, it } from 'vitest'
import { words } from '../../playground/stream/messages'
import { until } from '../support/until'
import { type StreamBot, startStreamBot } from './support'

let bot: StreamBot

afterEach(() => bot?.close())

const shown = () => bot.dingtalk.store.deliveries

describe('the connection', () => {
  it('answers a ping with what came in it', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
    const opaque = bot.gateway.ping()
    await until('the pong', () => bot.gateway.store.answers.length === 1)
    expect(bot.gateway.store.answers[0]).toMatchObject({ code: 200, data: JSON.stringify({ opaque }) })
  })

  it('survives what is no frame', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
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

  it('is replaced before it ends, when DingTalk announces its end', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
    bot.clock.advance(30_000)
    bot.gateway.disconnect('persistent connection is timeout')
    await bot.connected(2)
    bot.gateway.deliver({ kind: 'text', text: '正好在换连接' })
    await bot.acknowledged()
    bot.clock.advance(10_000)
    await bot.connected(1)
    expect(bot.open()[0]?.isEnding).toBe(false)
    expect(bot.gateway.store.opens).toHaveLength(2)
    expect(bot.said).not.toContain(words.lost)
  })

  it('comes back at once after the network was gone, with a ticket of its own', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
    bot.clock.advance(30_000)
    bot.gateway.cut()
    await until('the second connection', () => bot.gateway.store.connections.length === 2)
    bot.gateway.deliver({ kind: 'text', text: '还在吗' })
    await bot.acknowledged()
    expect(bot.said.slice(-2)).toEqual([words.lost, words.connectedAgain])
  })

  it('tries again, ever more seldom, while DingTalk cannot be reached, and says so once', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
    bot.clock.advance(30_000)
    bot.gateway.settings.refuse = { status: 503, body: {} }
    bot.gateway.cut()
    await until('six tries', () => {
      bot.clock.advance(250)
      return bot.gateway.store.opens.length === 1 + 6
    })
    const tries = bot.gateway.store.opens.slice(1).map(({ at }) => at)
    const pauses = tries.slice(1).map((at, n) => (at - (tries[n] as number)) / 1_000)
    for (const [n, wantedSeconds] of [0, 1, 2, 4, 8].entries()) {
      expect(pauses[n]).toBeGreaterThanOrEqual(wantedSeconds)
      // A quarter is chance; the rest is this test's step, and what this machine takes for one.
      expect(pauses[n]).toBeLessThan(wantedSeconds * 1.25 + 3)
    }
    expect(bot.said.filter((line) => line === words.unreachable('503'))).toHaveLength(1)

    bot.gateway.settings.refuse = undefined
    await until('the connection', () => {
      bot.clock.advance(1_000)
      return bot.said.at(-1) === words.connectedAgain
    })
  })

  it('is given up when it shows no sign of life, as after a laptop slept', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
    bot.clock.advance(20_000) // a ping, which is answered
    await new Promise((resolve) => setTimeout(resolve, 100))
    bot.clock.advance(20_000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(bot.gateway.store.connections).toHaveLength(1)
    bot.clock.advance(40_000) // two pings, and no time for an answer
    await until('another connection', () => bot.gateway.store.connections.length === 2)
  })

  it('ends for good when it is stopped, with the message under way finished', async () => {
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
    expect(shown()).toMatchObject([{ text: '最后一句' }])
    expect(bot.open()).toEqual([])
    bot.clock.advance(120_000)
    expect(bot.gateway.store.opens).toHaveLength(1)
  })
})

describe('what stands in the way', () => {
  it('a wrong secret is said in one sentence, and ends it', async () => {
    bot = await startStreamBot()
    const { ended } = await bot.start({ DING_APP_SECRET: 'a-wrong-secret' })
    await expect(ended).rejects.toThrow(words.credentials('401 authFailed'))
    expect(bot.gateway.store.opens).toHaveLength(1)
  })

  it.each([
    ['no key', { DING_APP_KEY: ' ' }],
    ['no secret', { DING_APP_SECRET: undefined }],
  ])('%s is said before anything starts', async (_, env) => {
    bot = await startStreamBot()
    await expect(bot.start(env)).rejects.toThrow(words.keysMissing)
    expect(bot.gateway.store.opens).toEqual([])
  })

  it('a refusal that is not about the credentials is said with its code, and tried again', async () => {
    bot = await startStreamBot({
      refuse: { status: 400, body: { code: 'systemError', message: '系统错误' } },
    })
    await bot.start()
    await until('the word', () => bot.said.includes(words.refused('400 systemError')))
    bot.gateway.settings.refuse = undefined
    await bot.connected()
  })

  it('no network is said, and tried again', async () => {
    bot = await startStreamBot()
    const gone = await startStreamBot()
    await gone.close()
    await bot.start({ DING_API_URL: gone.gateway.url })
    await until('the word', () => bot.said.includes(words.unreachable('ECONNREFUSED')))
  })

  it('tickets that nobody takes are a failure like another', async () => {
    bot = await startStreamBot({ refuseSockets: true })
    await bot.start()
    await until('the word', () => bot.said.includes(words.refused('401')))
    bot.gateway.settings.refuseSockets = false
    await bot.connected()
  })
})
