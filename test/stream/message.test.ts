import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import type { Stream } from '../../playground/stream/stream'
import { texts } from '../../playground/stream/texts'
import { until } from '../support/until'
import { type StreamBot, startConnectedBot } from './support'

const TOPIC = '/v1.0/im/bot/messages/get'

let bot: StreamBot & { stream: Stream }

beforeEach(async () => {
  bot = await startConnectedBot()
})
afterEach(() => bot?.close())

const deliveries = () => bot.dingtalk.store.deliveries
const lastPush = () => bot.gateway.store.pushes.at(-1)

describe('a message received through the socket', () => {
  it('is answered like one received by HTTP, and acknowledged in the form of DingTalk', async () => {
    bot.openai.answer('你好，我在。')
    bot.gateway.deliver({ kind: 'text', text: '你好 👋' })
    await until('the answer', () => deliveries().length === 1)
    expect(deliveries()).toMatchObject([{ via: 'api', text: '你好，我在。' }])
    expect(bot.gateway.store.answers).toEqual([
      {
        code: 200,
        headers: { contentType: 'application/json', messageId: lastPush()?.sent[0]?.messageId },
        message: 'OK',
        data: '{"response":null}',
      },
    ])
  })

  it('is the only thing that the connection subscribes to', async () => {
    expect(bot.gateway.store.opens).toMatchObject([
      { status: 200, subscriptions: [{ type: 'CALLBACK', topic: TOPIC }] },
    ])
  })

  it('that is a command is answered through its own webhook, because there is no response body', async () => {
    bot.gateway.deliver({ kind: 'text', text: '/help', in: TEST_GROUP_ID })
    await until('the help', () => deliveries().length === 1)
    expect(deliveries()).toMatchObject([{ via: 'webhook' }])
    expect(deliveries()[0]?.text).toContain('/新话题')
    await bot.acknowledged()
  })

  it('that is sent twice is answered once', async () => {
    bot.gateway.deliver({ kind: 'text', text: '只答一次' })
    await until('the answer', () => deliveries().length === 1)
    const frame = { type: 'CALLBACK', headers: { topic: TOPIC, messageId: 'again' } }
    bot.gateway.push({ ...frame, data: JSON.stringify(lastPush()?.body) })
    await until('the second acknowledgement', () => bot.gateway.store.answers.length === 2)
    expect(deliveries()).toHaveLength(1)
  })

  it('is not acknowledged when the function fails, and is sent again', async () => {
    bot.stream.laf.kill() // nothing listens at the function's address
    bot.gateway.deliver({ kind: 'text', text: '丢不了' })
    await until('the line', () => bot.printed.some((line) => line.startsWith('The function did not accept')))
    expect(lastPush()).not.toHaveProperty('ack')
    await bot.start()
    await bot.connected(2)
    bot.clock.advance(60_000)
    await until('the message again', () => (lastPush()?.sent.length ?? 0) > 1)
  })

  it('that is not a robot message is acknowledged and reported, and nothing else', async () => {
    const headers = { topic: TOPIC, messageId: 'odd' }
    bot.gateway.push({ type: 'CALLBACK', headers, data: '{"不是":"消息"}' })
    await until('the acknowledgement', () => bot.gateway.store.answers.length === 1)
    expect(bot.printed).toContain(texts.noMessage)
  })
})
