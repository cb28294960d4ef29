import { describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { useBot, useEmulator } from '../support/emulator'

const emulator = useEmulator()
const bot = useBot()

const send = () => emulator.dingtalk.send(bot.url, { kind: 'text', text: '你好 🌟', in: TEST_GROUP_ID })

const TEXT = { text: { content: '好的' } }
const MARKDOWN = { title: '回复', text: '**好的**' }
const CARD = { title: '题', text: '文', singleTitle: '看', singleURL: 'https://a.example' }
const FEED = { links: [{ title: '看', messageURL: 'https://a.example', picURL: 'https://a.example/p.png' }] }

describe('the response body of a callback', () => {
  it.each([
    ['text', TEXT, { text: '好的' }],
    ['markdown', { markdown: MARKDOWN }, { title: '回复', text: '**好的**' }],
    ['actionCard', { actionCard: CARD }, { title: '题', links: [{ title: '看', url: 'https://a.example' }] }],
    ['feedCard', { feedCard: FEED }, { links: [{ title: '看', url: 'https://a.example' }] }],
  ])('of kind %s is delivered to the conversation', async (msgtype, fields, message) => {
    bot.response = JSON.stringify({ msgtype, ...fields })
    const { msgId } = await send()
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { via: 'body', conversationId: TEST_GROUP_ID, conversationType: '2', msgId, kind: msgtype, ...message },
    ])
  })

  it.each([
    ['empty', '{"msgtype":"empty"}'],
    ['an empty string', ''],
    ['{}', '{}'],
    ['text that is not JSON', 'ok'],
    ['null', 'null'],
    ['a kind for webhooks only', JSON.stringify({ msgtype: 'link', link: { ...MARKDOWN, messageUrl: 'x' } })],
    ['text without content', '{"msgtype":"text"}'],
  ])('%s is accepted and delivers nothing', async (_what, body) => {
    bot.response = body
    expect((await send()).status).toBe(200)
    expect(emulator.dingtalk.store.deliveries).toEqual([])
  })
})
