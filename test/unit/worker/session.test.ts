import { describe, expect, it } from 'vitest'
import type { Content, IncomingMessage } from '../../../functions/dingtalk/types'
import { readCommand } from '../../../functions/worker/inline-reply'
import { nextReceivedAt, toSessionKey, toTurn } from '../../../functions/worker/session'

const message = (given: Partial<IncomingMessage> = {}): IncomingMessage => ({
  id: 'ding1:msg1',
  robotCode: 'ding1',
  type: 'text',
  conversation: { id: 'cid1', kind: 'group' },
  sender: { id: 'u1', staffId: 'u1' },
  content: { kind: 'pieces', pieces: [{ text: '你好' }] },
  ...given,
})
const commandIn = (content: Content) => readCommand(message({ content }))
const direct = { conversation: { id: 'cid1', kind: 'direct' as const } }
const other = { sender: { id: 'u2' } }

describe('a session', () => {
  it('belongs to a person in a conversation', () => {
    expect(toSessionKey(message(), 'user')).toBe(toSessionKey(message({ id: 'ding1:msg2' }), 'user'))
    expect(toSessionKey(message(other), 'user')).not.toBe(toSessionKey(message(), 'user'))
    expect(toSessionKey(message({ conversation: { id: 'cid2', kind: 'group' } }), 'user')).not.toBe(
      toSessionKey(message(), 'user'),
    )
  })

  it('belongs to the group where the group shares its memory, and to the person in a direct chat', () => {
    expect(toSessionKey(message(other), 'group')).toBe(toSessionKey(message(), 'group'))
    expect(toSessionKey(message({ ...direct, ...other }), 'group')).not.toBe(
      toSessionKey(message(direct), 'group'),
    )
  })

  it('is not shared by two robots', () =>
    expect(toSessionKey(message({ robotCode: 'ding2' }), 'group')).not.toBe(toSessionKey(message(), 'group')))
})

describe('a command', () => {
  const command = { name: 'new', argument: '' }

  it('is a message with only its word', () =>
    expect(commandIn({ kind: 'pieces', pieces: [{ text: '新话题' }] })).toEqual(command))

  it('may be a reply to a message whose words DingTalk did not send', () => {
    const quote = { fromRobot: true, pieces: [] }
    expect(commandIn({ kind: 'pieces', pieces: [{ text: '新话题' }], quote })).toEqual(command)
  })

  it.each<[string, Content]>([
    ['a question', { kind: 'pieces', pieces: [{ text: '新话题怎么开始' }] }],
    [
      'the word about a quote',
      { kind: 'pieces', pieces: [{ text: '新话题' }], quote: { fromRobot: true, pieces: [{ text: '一' }] } },
    ],
    ['the word with a picture', { kind: 'pieces', pieces: [{ text: '新话题' }, { picture: 'A' }] }],
    ['a file of that name', { kind: 'pieces', pieces: [{ file: 'A', name: '新话题' }] }],
    ['nothing', { kind: 'empty' }],
    ['something else', { kind: 'unsupported', type: 'video' }],
  ])('is not %s', (_, content) => expect(commandIn(content)).toBeUndefined())
})

describe('the time of arrival', () => {
  it('is later than every earlier one, also within one millisecond', () => {
    const times = Array.from({ length: 1_000 }, nextReceivedAt)
    for (const [at, time] of times.entries())
      if (at > 0) expect(time).toBeGreaterThan(times[at - 1] as number)
  })

  it('is the current time within five milliseconds', () => {
    const before = Date.now()
    const receivedAt = nextReceivedAt()
    expect(receivedAt).toBeGreaterThan(before - 5)
    expect(receivedAt).toBeLessThan(Date.now() + 5)
  })
})

it('each side of an exchange is one document with the time of its expiry', () => {
  const fields = { content: '你好', askedAt: 42, keepMs: 86_400_000, choice: { role: '诗人' } }
  const asked = toTurn(message(), 's', { role: 'user', ...fields })
  expect(asked).toMatchObject({
    _id: 'ding1:msg1:user',
    session: 's',
    conversationId: 'cid1',
    person: 'u1',
    messageId: 'ding1:msg1',
    role: 'user',
    content: '你好',
    askedAt: 42,
    choice: { role: '诗人' },
  })
  expect(asked).not.toHaveProperty('keepMs')
  expect(asked.expiresAt.getTime() - asked.createdAt.getTime()).toBeCloseTo(86_400_000, -2)
  expect(toTurn(message(), 's', { role: 'assistant', ...fields })._id).toBe('ding1:msg1:assistant')
})
