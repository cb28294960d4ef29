import { afterEach, describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import { words } from '../../playground/stream/messages'
import { until } from '../support/until'
import { type StreamBot, startStreamBot } from './support'

let bot: StreamBot

afterEach(() => bot?.close())

const shown = () => bot.dingtalk.store.deliveries
const lastPush = () => bot.gateway.store.pushes.at(-1)

describe('a message that comes through the socket', () => {
  it('is answered like one that comes by HTTP, and acknowledged in the form DingTalk asks for', async () => {
    bot = await startStreamBot()
    bot.openai.answer('你好，我在。')
    await bot.start()
    await bot.connected()
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
    await bot.connected()
    expect(bot.gateway.store.opens).toMatchObject([
      { status: 200, subscriptions: [{ type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' }] },
    ])
  })

  it('that is a command is answered through its own webhook, for there is no response body', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
    bot.gateway.deliver({ kind: 'text', text: '/help', in: TEST_GROUP_ID })
    await until('the help', () => shown().length === 1)
    expect(shown()).toMatchObject([{ via: 'webhook' }])
    expect(shown()[0]?.text).toContain('/新话题')
    await bot.acknowledged()
  })

  it('that comes again is answered once', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
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
    await bot.connected()
    stream.laf.kill() // the function's address answers no more
    bot.gateway.deliver({ kind: 'text', text: '丢不了' })
    await until('the word', () => bot.said.some((line) => line.startsWith('The function did not take')))
    expect(lastPush()).not.toHaveProperty('ack')
    await bot.start()
    await bot.connected(2)
    bot.clock.advance(60_000)
    await until('the message again', () => (lastPush()?.sent.length ?? 0) > 1)
  })

  it('that is no robot message is acknowledged, said, and nothing else', async () => {
    bot = await startStreamBot()
    await bot.start()
    await bot.connected()
    const headers = { topic: '/v1.0/im/bot/messages/get', messageId: 'odd' }
    bot.gateway.push({ type: 'CALLBACK', headers, data: '{"不是":"消息"}' })
    await until('the acknowledgement', () => bot.gateway.store.answers.length === 1)
    expect(bot.said).toContain(words.noMessage)
  })
})
