import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { startBot } from '../support'

let dingtalk: DingTalk
let bot: Awaited<ReturnType<typeof startBot>>
let reply: string | number = ''

beforeAll(async () => {
  dingtalk = await startDingTalk()
  bot = await startBot(() => reply)
})
afterAll(async () => {
  await dingtalk.close()
  await bot.close()
})
beforeEach(() => dingtalk.reset())

const send = () => dingtalk.send(bot.url, { kind: 'text', text: '你好 🌟', in: TEST_GROUP_ID })

const TEXT = { text: { content: '好的' } }
const MARKDOWN = { title: '回复', text: '**好的**' }
const CARD = { title: '题', text: '文', singleTitle: '看', singleURL: 'https://a.example' }
const FEED = { links: [{ title: '看', messageURL: 'https://a.example', picURL: 'https://a.example/p.png' }] }

describe('an answer in the response body', () => {
  it.each([
    ['text', TEXT, { text: '好的' }],
    ['markdown', { markdown: MARKDOWN }, { title: '回复', text: '**好的**' }],
    ['actionCard', { actionCard: CARD }, { title: '题', links: [{ title: '看', url: 'https://a.example' }] }],
    ['feedCard', { feedCard: FEED }, { links: [{ title: '看', url: 'https://a.example' }] }],
  ])('of %s is shown in the conversation', async (msgtype, fields, shown) => {
    reply = JSON.stringify({ msgtype, ...fields })
    const { msgId } = await send()
    expect(dingtalk.store.deliveries).toMatchObject([
      { via: 'body', conversationId: TEST_GROUP_ID, conversationType: '2', msgId, kind: msgtype, ...shown },
    ])
  })

  it.each([
    ['empty', '{"msgtype":"empty"}'],
    ['nothing', ''],
    ['{}', '{}'],
    ['words that are no JSON', 'ok'],
    ['null', 'null'],
    [
      'a kind the body does not know',
      JSON.stringify({ msgtype: 'link', link: { ...MARKDOWN, messageUrl: 'x' } }),
    ],
    ['text without content', '{"msgtype":"text"}'],
  ])('of %s shows nothing', async (_what, body) => {
    reply = body
    expect((await send()).status).toBe(200)
    expect(dingtalk.store.deliveries).toEqual([])
  })
})
