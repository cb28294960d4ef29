import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { createClient, STAFF_ID } from '../support'

const clock = createTestClock()
let dingtalk: DingTalk
let client: ReturnType<typeof createClient>

beforeAll(async () => {
  dingtalk = await startDingTalk({ clock })
  client = createClient(dingtalk)
})
afterAll(async () => {
  await dingtalk.close()
  clock.dispose()
})
beforeEach(() => dingtalk.reset())

describe('the sessionWebhook', () => {
  it('answers into the conversation of its message, and can @', async () => {
    const message = dingtalk.build({ kind: 'text', text: '问', in: TEST_GROUP_ID }) as Record<string, string>
    const { search } = new URL(message.sessionWebhook as string)
    const { body } = await client.call('webhook', {
      query: search,
      body: {
        msgtype: 'markdown',
        markdown: { title: '回复', text: `@${STAFF_ID} **好的**` },
        at: { atUserIds: [STAFF_ID], isAtAll: false },
      },
    })
    expect(body).toEqual({ errcode: 0, errmsg: 'ok' })
    expect(dingtalk.store.deliveries).toMatchObject([
      {
        via: 'webhook',
        conversationId: TEST_GROUP_ID,
        msgId: message.msgId,
        kind: 'markdown',
        title: '回复',
        atUserIds: [STAFF_ID],
        atAll: false,
      },
    ])
  })

  it.each([
    ['link', { title: '题', text: '文', messageUrl: 'https://a.example' }],
    ['actionCard', { title: '题', text: '文', singleTitle: '看', singleURL: 'https://a.example' }],
    ['actionCard', { title: '题', text: '文', btns: [{ title: '看', actionURL: 'https://a.example' }] }],
    [
      'feedCard',
      { links: [{ title: '看', messageURL: 'https://a.example', picURL: 'https://a.example/p.png' }] },
    ],
  ])('takes a %s, which can @ nobody', async (msgtype, content) => {
    const body = { msgtype, text: undefined, [msgtype]: content, at: { atUserIds: [STAFF_ID] } }
    expect((await client.call('webhook', { body })).body.errcode).toBe(0)
    expect(dingtalk.store.deliveries).toMatchObject([
      { kind: msgtype, atUserIds: [], links: [{ url: 'https://a.example' }] },
    ])
  })

  it('is over after an hour and a half', async () => {
    const query = client.session()
    clock.advance(5_399_000)
    expect((await client.call('webhook', { query })).body.errcode).toBe(0)
    clock.advance(2_000)
    expect((await client.call('webhook', { query })).body.errcode).toBe(300001)
  })

  it('counts a session by the minute when that limit is on', async () => {
    dingtalk.settings.limits = { webhookPerMinute: 2 }
    clock.advance(60_000 - (clock.now() % 60_000))
    const query = client.session()
    const send = async () => (await client.call('webhook', { query })).body.errcode
    expect([await send(), await send(), await send()]).toEqual([0, 0, 130101])
    clock.advance(60_000)
    expect(await send()).toBe(0)
  })
})
