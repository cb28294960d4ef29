import { describe, expect, it } from 'vitest'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { STAFF_ID } from '../support/client'
import { useEmulator } from '../support/emulator'
import { paramOfBytes } from './invalid-sends'

const emulator = useEmulator()

describe('sending to people', () => {
  it('delivers the message to the direct chat of each person', async () => {
    const { status, body } = await emulator.client.call('batchSend', {
      body: { userIds: [STAFF_ID, '01234567890'] },
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      processQueryKey: expect.any(String),
      invalidStaffIdList: [],
      flowControlledStaffIdList: [],
    })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', kind: 'sampleText', text: '你好 🌟', recipients: ['xiaoce'], conversationType: '1' },
      { via: 'api', kind: 'sampleText', text: '你好 🌟', recipients: ['xiaoli'], conversationType: '1' },
    ])
    expect(emulator.dingtalk.store.deliveries[0]?.conversationId).toBe(
      emulator.dingtalk.directory.directChat('xiaoce').id,
    )
  })

  it('returns a 200 that lists unknown users if others are known', async () => {
    const { body } = await emulator.client.call('batchSend', { body: { userIds: ['unknown', STAFF_ID] } })
    expect(body.invalidStaffIdList).toEqual(['unknown'])
    expect(emulator.dingtalk.store.deliveries).toHaveLength(1)
  })

  it('accepts a msgParam of 15 000 bytes', async () => {
    const { status } = await emulator.client.call('batchSend', { body: { msgParam: paramOfBytes(15_000) } })
    expect(status).toBe(200)
  })
})

describe('sending into a group', () => {
  it('delivers the message to all members', async () => {
    const { status, body } = await emulator.client.call('groupSend', {
      body: { msgKey: 'sampleMarkdown', msgParam: JSON.stringify({ title: '回复', text: '**你好**' }) },
    })
    expect({ status, body }).toEqual({ status: 200, body: { processQueryKey: expect.any(String) } })
    expect(emulator.dingtalk.store.deliveries).toMatchObject([
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

  it('refuses the conversationId of a direct chat', async () => {
    const openConversationId = emulator.dingtalk.directory.directChat('xiaoce').id
    const { body } = await emulator.client.call('groupSend', { body: { openConversationId } })
    expect(body.code).toBe('invalid.openConversationId')
  })
})

const BUTTONS = {
  actionTitle1: '好',
  actionURL1: 'https://a.example',
  actionTitle2: '不',
  actionURL2: 'https://b.example',
}

describe('the delivered message of each template', () => {
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
  ])('%s', async (msgKey, param, message) => {
    const { status } = await emulator.client.call('groupSend', {
      body: { msgKey, msgParam: JSON.stringify(param) },
    })
    expect(status).toBe(200)
    expect(emulator.dingtalk.store.deliveries).toMatchObject([{ kind: msgKey, ...message }])
  })
})
