import { describe, expect, it } from 'vitest'
import { buildCallback } from '../../../../playground/dingtalk/callback/build-callback'
import { DEFAULT_ROBOT } from '../../../../playground/dingtalk/callback/context'
import type { OutgoingMessage } from '../../../../playground/dingtalk/callback/messages'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import { STAFF_ID } from '../support/client'

// biome-ignore lint/suspicious/noExplicitAny: a callback body may have any shape
const build = (message: OutgoingMessage) => buildCallback(message, { now: () => 1_760_000_000_000 }) as any

describe('the common fields', () => {
  it('in a direct chat: all but conversationTitle, atUsers and isInAtList', () => {
    expect(build({ kind: 'text', text: '你好' })).toEqual({
      conversationId: expect.stringMatching(/^cid[0-9A-Za-z+/]{22}==$/),
      openThreadId: expect.stringMatching(/^cid/),
      chatbotCorpId: 'ding1234567890abcdef35c2f4657eb6378f',
      chatbotUserId: DEFAULT_ROBOT.userId,
      msgId: expect.stringMatching(/^msg[0-9A-Za-z+/]{22}==$/),
      senderId: expect.stringMatching(/^\$:LWCP_v1:\$[0-9A-Za-z+/]{32}$/),
      senderNick: '小测',
      senderStaffId: STAFF_ID,
      senderCorpId: 'ding1234567890abcdef35c2f4657eb6378f',
      senderUnionId: expect.any(String),
      senderPlatform: 'Mac',
      isAdmin: false,
      createAt: 1_760_000_000_000,
      sessionWebhook: expect.stringMatching(
        /^https:\/\/oapi\.dingtalk\.com\/robot\/sendBySession\?session=[0-9a-f]{32}$/,
      ),
      sessionWebhookExpiredTime: 1_760_005_400_133,
      robotCode: 'dingabcdefghijklmnop',
      conversationType: '1',
      msgtype: 'text',
      text: { content: '你好' },
    })
  })

  it("in a group: also the title and the mentions; the first mention is the robot's encrypted id", () => {
    const body = build({ kind: 'text', text: '你好', in: TEST_GROUP_ID, mentions: ['小李', 'guest'] })
    expect(body).toMatchObject({
      conversationId: TEST_GROUP_ID,
      conversationType: '2',
      conversationTitle: '机器人测试群',
      isInAtList: true,
    })
    expect(body.atUsers).toEqual([
      { dingtalkId: DEFAULT_ROBOT.userId },
      { dingtalkId: expect.stringMatching(/^\$:LWCP_v1/), staffId: '01234567890' },
      { dingtalkId: expect.stringMatching(/^\$:LWCP_v1/) },
    ])
  })

  it('from an external person: no staffId and no corpId', () => {
    const body = build({ kind: 'text', text: 'hello', from: 'guest', in: TEST_GROUP_ID })
    expect(body).not.toHaveProperty('senderStaffId')
    expect(body).not.toHaveProperty('senderCorpId')
    expect(body.senderNick).toBe('Alex (访客)')
  })

  it('msgId is new each time, unless one is given', () => {
    const message: OutgoingMessage = { kind: 'text', text: '你好' }
    expect(build(message).msgId).not.toBe(build(message).msgId)
    expect(build({ ...message, msgId: 'msgX==' }).msgId).toBe('msgX==')
  })
})

describe('text in a group', () => {
  it.each([
    ['你好', ' 你好'],
    ['@AI助手 你好', ' 你好'],
    ['请 @AI助手 看看', '请  看看'],
    ['@AI助手', ''],
    ['', ' '],
    ['帮我总结一下 @小李 的方案', ' 帮我总结一下 @小李 的方案'],
  ])('"%s" becomes "%s"', (text, content) => {
    expect(build({ kind: 'text', text, in: TEST_GROUP_ID }).text.content).toBe(content)
  })

  it('lists the members that it mentions by nick', () => {
    const { atUsers } = build({ kind: 'text', text: '@小李 @张伟🌟 看看', in: TEST_GROUP_ID })
    expect(atUsers.map((user: { staffId?: string }) => user.staffId)).toEqual([
      undefined,
      '01234567890',
      'manager4220',
    ])
  })
})

describe('the variants', () => {
  it('contentAsJson: content is a JSON string', () => {
    const { content } = build({ kind: 'audio', variant: { contentAsJson: true } })
    expect(JSON.parse(content)).toMatchObject({ recognition: '今天天气怎么样' })
  })

  it('numbersAsStrings: numbers are strings', () => {
    expect(build({ kind: 'audio', variant: { numbersAsStrings: true } })).toMatchObject({
      createAt: '1760000000000',
      sessionWebhookExpiredTime: '1760005400133',
      content: { duration: '4000' },
    })
    expect(build({ kind: 'overQuota', variant: { numbersAsStrings: true } }).errorCode).toBe('20001')
  })

  it('newerFields: an older callback does not have them', () => {
    const quote = { text: '原文', msgId: 'msgOld==' }
    const body = build({ kind: 'text', text: '你好', quote, variant: { newerFields: false } })
    for (const field of ['openThreadId', 'senderPlatform', 'senderUnionId', 'originalMsgId']) {
      expect(body).not.toHaveProperty(field)
    }
  })

  it('staffId: there is none before the robot is published', () => {
    expect(build({ kind: 'text', text: '你好', variant: { staffId: false } })).not.toHaveProperty(
      'senderStaffId',
    )
  })

  it('robotCode: another robot of the group gets the same msgId', () => {
    const body = build({ kind: 'text', text: '你好', msgId: 'msgX==', robotCode: 'dingother' })
    expect(body).toMatchObject({ msgId: 'msgX==', robotCode: 'dingother' })
  })

  it('omit removes fields, and override sets fields', () => {
    const body = build({ kind: 'text', text: '你好', omit: ['msgId'], override: { senderNick: { $gt: '' } } })
    expect(body).not.toHaveProperty('msgId')
    expect(body.senderNick).toEqual({ $gt: '' })
  })
})

it('throws for an unknown person or group', () => {
  expect(() => build({ kind: 'text', text: '你好', from: '小力' })).toThrow('no person "小力"')
  expect(() => build({ kind: 'text', text: '你好', in: '别的群' })).toThrow('no conversation "别的群"')
})
