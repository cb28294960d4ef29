import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { words } from '../../playground/stream/words'
import { until } from '../support/bot'
import { type StreamBot, startStreamBot } from './support'

let bot: StreamBot

beforeEach(() => {
  // DingTalk's client writes to the console by itself.
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(async () => {
  await bot?.close()
  vi.restoreAllMocks()
})

const open = () => bot.gateway.store.connections.filter(({ closedAt }) => closedAt === undefined)
/** On both sides: the gateway sees a connection a moment before the bot does. */
const connected = (count = 1) =>
  until(`${count} connections`, () => open().length === count && bot.said.includes(words.connected))
const shown = () => bot.dingtalk.store.deliveries
const lastPush = () => bot.gateway.store.pushes.at(-1)
const acknowledged = () => until('the acknowledgement', () => lastPush()?.ack !== undefined)

describe('a message that comes through the socket', () => {
  it('is answered like one that comes by HTTP, and acknowledged in the form DingTalk asks for', async () => {
    bot = await startStreamBot()
    bot.openai.answer('你好，我在。')
    await bot.start()
    await connected()
    bot.gateway.deliver({ kind: 'text', text: '你好 👋' })
    await until('the answer', () => shown().length === 1)
    expect(shown()).toMatchObject([{ via: 'api', text: '你好，我在。' }])
    expect(bot.gateway.store.answers).toEqual([
      {
        code: 200,
        headers: { contentType: 'application/json', messageId: lastPush()?.sent[0]?.messageId },
        message: 'OK',
        data: '{"response":null}',
      },
    ])
  })

  it('asks DingTalk for robot messages and nothing else', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
    expect(bot.gateway.store.opens).toMatchObject([
      { status: 200, subscriptions: [{ type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' }] },
    ])
  })

  it('that is a command is answered through its own webhook, for there is no response body', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
    bot.gateway.deliver({ kind: 'text', text: '/help', conversation: 'group' } as never)
    await until('the help', () => shown().length === 1)
    expect(shown()).toMatchObject([{ via: 'webhook' }])
    expect(shown()[0]?.text).toContain('/新话题')
    await acknowledged()
  })

  it('that comes again is answered once', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
    bot.gateway.deliver({ kind: 'text', text: '只答一次' })
    await until('the answer', () => shown().length === 1)
    const frame = { type: 'CALLBACK', headers: { topic: '/v1.0/im/bot/messages/get', messageId: 'again' } }
    bot.gateway.push({ ...frame, data: JSON.stringify(lastPush()?.body) })
    await until('the second acknowledgement', () => bot.gateway.store.answers.length === 2)
    expect(shown()).toHaveLength(1)
  })

  it('is not acknowledged when the function fails, and comes again', async () => {
    bot = await startStreamBot()
    const stream = await bot.start()
    await connected()
    stream.laf.kill() // the function's address answers no more
    bot.gateway.deliver({ kind: 'text', text: '丢不了' })
    await until('the word', () => bot.said.some((line) => line.startsWith('The function did not take')))
    expect(lastPush()).not.toHaveProperty('ack')
    await bot.start()
    await connected(2)
    bot.clock.advance(60_000)
    await until('the message again', () => (lastPush()?.sent.length ?? 0) > 1)
  })

  it('that is no robot message is acknowledged, said, and nothing else', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
    const headers = { topic: '/v1.0/im/bot/messages/get', messageId: 'odd' }
    bot.gateway.push({ type: 'CALLBACK', headers, data: '{"不是":"消息"}' })
    await until('the acknowledgement', () => bot.gateway.store.answers.length === 1)
    expect(bot.said).toContain(words.noMessage)
  })
})

describe('the connection', () => {
  it('answers a ping with what came in it', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
    const opaque = bot.gateway.ping()
    await until('the pong', () => bot.gateway.store.answers.length === 1)
    expect(bot.gateway.store.answers[0]).toMatchObject({ code: 200, data: JSON.stringify({ opaque }) })
  })

  it('survives what is no frame', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
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
    expect(open()).toHaveLength(1)
  })

  it('is replaced before it ends, when DingTalk announces its end', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
    bot.clock.advance(30_000)
    bot.gateway.disconnect('persistent connection is timeout')
    await connected(2)
    bot.gateway.deliver({ kind: 'text', text: '正好在换连接' })
    await acknowledged()
    bot.clock.advance(10_000)
    await connected(1)
    expect(open()[0]?.isEnding).toBe(false)
    expect(bot.gateway.store.opens).toHaveLength(2)
    expect(bot.said).not.toContain(words.lost)
  })

  it('comes back at once after the network was gone, with a ticket of its own', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
    bot.clock.advance(30_000)
    bot.gateway.cut()
    await until('the second connection', () => bot.gateway.store.connections.length === 2)
    bot.gateway.deliver({ kind: 'text', text: '还在吗' })
    await acknowledged()
    expect(bot.said.slice(-2)).toEqual([words.lost, words.connectedAgain])
  })

  it('tries again, ever more seldom, while DingTalk cannot be reached, and says so once', async () => {
    bot = await startStreamBot()
    await bot.start()
    await connected()
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
    await connected()
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
    await connected()
    bot.gateway.deliver({ kind: 'text', text: '再见' })
    await acknowledged()
    await stream.stop()
    await stream.ended
    expect(shown()).toMatchObject([{ text: '最后一句' }])
    expect(open()).toEqual([])
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
    await connected()
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
    await connected()
  })
})
