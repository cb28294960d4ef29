import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { createClient, STAFF_ID } from '../support'
import { paramOfBytes } from './refusals-send'

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

describe('sending to people', () => {
  it('shows the message in the direct chat of each', async () => {
    const { status, body } = await client.call('batchSend', { body: { userIds: [STAFF_ID, '01234567890'] } })
    expect(status).toBe(200)
    expect(body).toEqual({
      processQueryKey: expect.any(String),
      invalidStaffIdList: [],
      flowControlledStaffIdList: [],
    })
    expect(dingtalk.store.deliveries).toMatchObject([
      { via: 'api', kind: 'sampleText', text: '你好 🌟', recipients: ['xiaoce'], conversationType: '1' },
      { via: 'api', kind: 'sampleText', text: '你好 🌟', recipients: ['xiaoli'], conversationType: '1' },
    ])
    expect(dingtalk.store.deliveries[0]?.conversationId).toBe(dingtalk.directory.directChat('xiaoce').id)
  })

  it('names the unknown ones in a 200 when others are reached', async () => {
    const { body } = await client.call('batchSend', { body: { userIds: ['nobody', STAFF_ID] } })
    expect(body.invalidStaffIdList).toEqual(['nobody'])
    expect(dingtalk.store.deliveries).toHaveLength(1)
  })

  it('takes 15 000 bytes of msgParam', async () => {
    const { status } = await client.call('batchSend', { body: { msgParam: paramOfBytes(15_000) } })
    expect(status).toBe(200)
  })
})

describe('sending into a group', () => {
  it('shows the message to everybody in it', async () => {
    const { status, body } = await client.call('groupSend', {
      body: { msgKey: 'sampleMarkdown', msgParam: JSON.stringify({ title: '回复', text: '**你好**' }) },
    })
    expect({ status, body }).toEqual({ status: 200, body: { processQueryKey: expect.any(String) } })
    expect(dingtalk.store.deliveries).toMatchObject([
      {
        via: 'api',
        conversationId: TEST_GROUP_ID,
        conversationType: '2',
        recipients: ['xiaoce', 'xiaoli', 'zhangwei', 'guest'],
        kind: 'sampleMarkdown',
        title: '回复',
        text: '**你好**',
        processQueryKey: body.processQueryKey,
      },
    ])
  })

  it("refuses a direct chat's conversationId", async () => {
    const openConversationId = dingtalk.directory.directChat('xiaoce').id
    const { body } = await client.call('groupSend', { body: { openConversationId } })
    expect(body.code).toBe('invalid.openConversationId')
  })
})

const BUTTONS = {
  actionTitle1: '好',
  actionURL1: 'https://a.example',
  actionTitle2: '不',
  actionURL2: 'https://b.example',
}

describe('what people see of each template', () => {
  it.each([
    ['sampleText', { content: '你好' }, { text: '你好' }],
    ['sampleMarkdown', { title: '题', text: '# 文' }, { title: '题', text: '# 文' }],
    ['sampleImageMsg', { photoURL: '@lALmedia' }, { text: '', media: '@lALmedia' }],
    [
      'sampleLink',
      { title: '题', text: '文', messageUrl: 'https://a.example' },
      { title: '题', text: '文', links: [{ title: '题', url: 'https://a.example' }] },
    ],
    [
      'sampleActionCard',
      { title: '题', text: '文', singleTitle: '看', singleURL: 'https://a.example' },
      { title: '题', text: '文', links: [{ title: '看', url: 'https://a.example' }] },
    ],
    [
      'sampleActionCard2',
      { title: '题', text: '文', ...BUTTONS },
      {
        title: '题',
        links: [
          { title: '好', url: 'https://a.example' },
          { title: '不', url: 'https://b.example' },
        ],
      },
    ],
    ['sampleAudio', { mediaId: '@lALvoice', duration: '4000' }, { media: '@lALvoice' }],
    [
      'sampleFile',
      { mediaId: '@f', fileName: '报告.pdf', fileType: 'pdf' },
      { title: '报告.pdf', media: '@f' },
    ],
    [
      'sampleVideo',
      { duration: '4', videoMediaId: '@v', videoType: 'mp4', picMediaId: '@p' },
      { text: '', media: '@v' },
    ],
  ])('%s', async (msgKey, param, shown) => {
    const { status } = await client.call('groupSend', { body: { msgKey, msgParam: JSON.stringify(param) } })
    expect(status).toBe(200)
    expect(dingtalk.store.deliveries).toMatchObject([{ kind: msgKey, ...shown }])
  })
})
