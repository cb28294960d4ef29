import { describe, expect, it } from 'vitest'
import { parse } from '../../../functions/dingtalk/message'

const BODY = {
  msgId: 'msgN3x8ZkQ0pYt5uVwXyZ1a2b3Q==',
  msgtype: 'text',
  text: { content: ' 你好 👋' },
  conversationId: 'cidVb1kQ2mXw0hT9pYc7LsEaA==',
  conversationType: '2',
  senderId: '$:LWCP_v1:$UserUserUserUser',
  senderStaffId: '016512345626118709',
  senderNick: '小测',
  sessionWebhook: 'https://oapi.dingtalk.com/robot/sendBySession?session=01',
  sessionWebhookExpiredTime: 1760005400133,
  createAt: 1760000000000,
  robotCode: 'dingabcdefghijklmnop',
}

/** An object whose conversion to text throws. */
const UNPRINTABLE = { toString: 'x', valueOf: null }

it('a message is parsed', () => {
  expect(parse(BODY)).toEqual({
    id: 'dingabcdefghijklmnop:msgN3x8ZkQ0pYt5uVwXyZ1a2b3Q==',
    robotCode: 'dingabcdefghijklmnop',
    type: 'text',
    conversation: { id: BODY.conversationId, kind: 'group' },
    sender: { id: '016512345626118709', staffId: '016512345626118709', name: BODY.senderNick },
    webhook: { url: BODY.sessionWebhook, expiresAt: 1760005400133 },
    content: { kind: 'pieces', pieces: [{ text: '你好 👋' }] },
  })
})

it('messages of two robots with the same msgId have different ids', () => {
  expect(parse({ ...BODY, robotCode: 'dingother' })?.id).not.toBe(parse(BODY)?.id)
})

it('a message without robotCode gets the given one', () => {
  const { robotCode: _, ...without } = BODY
  expect(parse(without, 'dingfallback')).toMatchObject({
    id: `dingfallback:${BODY.msgId}`,
    robotCode: 'dingfallback',
  })
})

it.each([undefined, null, ''])('a sender with the senderStaffId %j has the encrypted id', (senderStaffId) => {
  expect(parse({ ...BODY, senderStaffId })?.sender).toEqual({ id: BODY.senderId, name: BODY.senderNick })
})

describe('the name of the sender', () => {
  const nameOf = (senderNick: unknown) => parse({ ...BODY, senderNick })?.sender.name

  it('is one line without control characters', () => expect(nameOf(' 小\n测\u202e\t\u0000 ')).toBe('小 测'))

  it('has at most 40 characters and no half emoji', () =>
    expect(nameOf('🙂'.repeat(300))).toBe('🙂'.repeat(40)))

  it.each([undefined, null, 42, '', ' \n', {}])('is absent for %j', (nick) =>
    expect(nameOf(nick)).toBeUndefined(),
  )
})

describe('the name of the robot', () => {
  const quoted = (fields: object) =>
    parse({
      ...BODY,
      chatbotUserId: 'bot-1',
      text: { content: '什么意思', repliedMsg: { senderNick: '小助手', ...fields } },
    })?.botName

  it('is known from a quoted message of its own', () => expect(quoted({ senderId: 'bot-1' })).toBe('小助手'))

  it('is not taken from a person', () => {
    expect(quoted({ senderId: 'someone-else' })).toBeUndefined()
    expect(quoted({})).toBeUndefined()
  })
})

it('a time in a text is read', () => {
  const webhook = parse({ ...BODY, sessionWebhookExpiredTime: '1760005400133' })?.webhook
  expect(webhook?.expiresAt).toBe(1760005400133)
})

it('a webhook without a time and a message without a webhook are accepted', () => {
  expect(parse({ ...BODY, sessionWebhookExpiredTime: 'bald' })?.webhook).toEqual({ url: BODY.sessionWebhook })
  expect(parse({ ...BODY, sessionWebhook: undefined })).not.toHaveProperty('webhook')
})

it.each(['x'.repeat(2_049), 'https://oapi.dingtalk.com/机器人', { $gt: '' }])(
  'a webhook that is none reads as absent (%#)',
  (sessionWebhook) => expect(parse({ ...BODY, sessionWebhook })).not.toHaveProperty('webhook'),
)

it('a conversation type that is a number is read', () => {
  expect(parse({ ...BODY, conversationType: 1 })?.conversation.kind).toBe('direct')
})

it('a long msgtype is cut to 40 characters for the log', () => {
  expect(parse({ ...BODY, msgtype: 'x'.repeat(5_000) })?.type).toHaveLength(40)
})

it('an over-quota callback without msgtype is accepted', () => {
  const { msgtype: _, text: __, ...rest } = BODY
  expect(parse({ ...rest, errorCode: 20001 })).toMatchObject({
    type: 'error',
    content: { kind: 'over-quota' },
  })
})

describe('a body is no robot message', () => {
  it.each([undefined, null, [], [BODY], 'text', 42, true, {}])('when it is %j', (body) =>
    expect(parse(body)).toBeUndefined(),
  )

  it.each(['msgId', 'conversationId', 'conversationType', 'msgtype'])('without %s', (field) =>
    expect(parse({ ...BODY, [field]: undefined })).toBeUndefined(),
  )

  it('without any sender', () =>
    expect(parse({ ...BODY, senderId: undefined, senderStaffId: '' })).toBeUndefined())

  const IDS = ['msgId', 'conversationId', 'senderStaffId', 'senderId', 'robotCode']
  const OPERATORS = [UNPRINTABLE, { $gt: '' }, { $ne: null }, ['x'], 42, true, {}, 'x'.repeat(257)]
  it.each(IDS.flatMap((field) => OPERATORS.map((value) => [field, value] as const)))(
    'with %s = %j',
    (field, value) => expect(parse({ ...BODY, [field]: value })).toBeUndefined(),
  )

  it.each(['3', '0', '', null, 12, '12', {}, UNPRINTABLE, ['1'], '__proto__', 'constructor', 'toString'])(
    'with a conversation type of %j',
    (conversationType) => expect(parse({ ...BODY, conversationType })).toBeUndefined(),
  )

  it.each([{}, [], 42, null, ''])('with a msgtype of %j', (msgtype) =>
    expect(parse({ ...BODY, msgtype })).toBeUndefined(),
  )
})
