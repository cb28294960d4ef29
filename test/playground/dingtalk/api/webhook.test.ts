import { describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { STAFF_ID } from '../support/client'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

describe('the sessionWebhook', () => {
  it('delivers to the conversation of its message, with mentions', async () => {
    const message = emulator.dingtalk.build({ kind: 'text', text: '问', in: TEST_GROUP_ID }) as Record<
      string,
      string
    >
    const { search } = new URL(message.sessionWebhook as string)
    const { body } = await emulator.client.call('webhook', {
      query: search,
      body: {
        msgtype: 'markdown',
        markdown: { title: '回复', text: `@${STAFF_ID} **好的**` },
        at: { atUserIds: [STAFF_ID], isAtAll: false },
      },
    })
    expect(body).toEqual({ errcode: 0, errmsg: 'ok' })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
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
  ])('accepts a %s, without mentions', async (msgtype, content) => {
    const body = { msgtype, text: undefined, [msgtype]: content, at: { atUserIds: [STAFF_ID] } }
    expect((await emulator.client.call('webhook', { body })).body.errcode).toBe(0)
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { kind: msgtype, atUserIds: [], links: [{ url: 'https://a.example' }] },
    ])
  })

  it('expires after an hour and a half', async () => {
    const query = emulator.client.sessionQuery()
    emulator.clock.advance(5_399_000)
    expect((await emulator.client.call('webhook', { query })).body.errcode).toBe(0)
    emulator.clock.advance(2_000)
    expect((await emulator.client.call('webhook', { query })).body.errcode).toBe(300001)
  })

  it('refuses more messages per minute than the limit', async () => {
    emulator.dingtalk.settings.limits = { webhookPerMinute: 2 }
    emulator.clock.advance(60_000 - (emulator.clock.now() % 60_000))
    const query = emulator.client.sessionQuery()
    const send = async () => (await emulator.client.call('webhook', { query })).body.errcode
    expect([await send(), await send(), await send()]).toEqual([0, 0, 130101])
    emulator.clock.advance(60_000)
    expect(await send()).toBe(0)
  })
})
