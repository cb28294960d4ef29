import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../functions/storage/database'
import { createTurnStore, type TurnDocument, type TurnStore } from '../../../functions/storage/turns'
import { type OpenDatabase, openDatabase } from '../../../playground/laf/database'

let database: OpenDatabase
let turns: TurnStore

beforeEach(async () => {
  database = await openDatabase({})
  turns = createTurnStore(createDatabase(() => database.db))
})
afterEach(() => database.close())

const document = (
  messageId: string,
  role: TurnDocument['role'],
  given: Partial<TurnDocument> = {},
): TurnDocument => ({
  _id: `${messageId}:${role}`,
  session: 's',
  conversationId: 'cid',
  person: 'u1',
  role,
  content: `${role} ${messageId} 🙂`,
  messageId,
  day: '2026-11-26',
  askedAt: Number(messageId),
  createdAt: new Date(),
  expiresAt: new Date(Date.now() + 86_400_000),
  choice: {},
  ...given,
})
const exchange = (messageId: string, given: Partial<TurnDocument> = {}) => [
  document(messageId, 'user', given),
  document(messageId, 'assistant', { usage: { prompt: 10, completion: 5 }, ...given }),
]
const contents = async (maxTurns = 20, except?: string) =>
  (await turns.read('s', maxTurns, except)).turns.map(({ role, messageId }) => `${role} ${messageId}`)

describe('reading', () => {
  it('returns the exchanges of the session, oldest first, the question before the answer', async () => {
    await turns.add([...exchange('2'), ...exchange('1')])
    await turns.add(exchange('3', { session: 'other' }))
    expect(await contents()).toEqual(['user 1', 'assistant 1', 'user 2', 'assistant 2'])
  })

  it('returns the newest whole exchanges that fit', async () => {
    for (const id of ['1', '2', '3']) await turns.add(exchange(id))
    expect(await contents(4)).toEqual(['user 2', 'assistant 2', 'user 3', 'assistant 3'])
    expect(await contents(3)).toEqual(['user 3', 'assistant 3'])
    expect(await contents(0)).toEqual([])
  })

  it('leaves out commands and questions without an answer', async () => {
    await turns.add([
      ...exchange('1'),
      document('2', 'user'),
      document('3', 'command', { content: '/model x' }),
    ])
    expect(await contents()).toEqual(['user 1', 'assistant 1'])
  })

  it('leaves out the message in progress, which a killed process may have stored', async () => {
    await turns.add([...exchange('1'), ...exchange('2')])
    expect(await contents(20, '2')).toEqual(['user 1', 'assistant 1'])
  })

  it('returns no turns from before the last reset', async () => {
    await turns.add([...exchange('1'), document('2', 'command', { reset: true }), ...exchange('3')])
    expect(await contents()).toEqual(['user 3', 'assistant 3'])
  })

  it('returns the newest question with its pieces, answered or not', async () => {
    await turns.add([...exchange('1'), document('2', 'user', { pieces: [{ picture: 'A' }] })])
    expect((await turns.read('s', 20)).last).toEqual({
      messageId: '2',
      content: 'user 2 🙂',
      pieces: [{ picture: 'A' }],
    })
  })

  it('returns no question from before the last reset', async () => {
    await turns.add([...exchange('1'), document('2', 'command', { reset: true })])
    expect((await turns.read('s', 20)).last).toBeUndefined()
  })

  it('returns the last choice, also after later questions', async () => {
    await turns.add([document('1', 'command', { choice: { model: 'a', role: '诗人' } })])
    await turns.add(exchange('2', { choice: { model: 'a', role: '诗人' } }))
    expect((await turns.read('s', 0)).choice).toEqual({ model: 'a', role: '诗人' })
    expect((await turns.read('unknown', 20)).choice).toEqual({})
  })
})

describe('adding', () => {
  it('an exchange twice stores it once', async () => {
    await turns.add(exchange('1'))
    await turns.add(exchange('1', { content: '另一个' }))
    const stored = await database.db.collection('chats').find({}).toArray()
    expect(stored.map(({ content }: TurnDocument) => content).toSorted()).toEqual([
      'assistant 1 🙂',
      'user 1 🙂',
    ])
  })

  it('an exchange of which half is stored completes it', async () => {
    await turns.add([document('1', 'user')])
    await turns.add(exchange('1'))
    expect(await contents()).toEqual(['user 1', 'assistant 1'])
  })
})

it('removing an exchange keeps the others of all sessions', async () => {
  await turns.add([...exchange('1'), ...exchange('2')])
  await turns.add([document('2', 'user', { session: 'other', _id: 'other:2' })])
  await turns.remove('s', '2')
  expect(await contents()).toEqual(['user 1', 'assistant 1'])
  expect((await turns.read('other', 20)).last?.messageId).toBe('2')
})

describe('forgetting a person', () => {
  it('deletes what the person said and was answered, in all conversations, and nothing of others', async () => {
    await turns.add([...exchange('1'), ...exchange('2', { session: 'group', conversationId: 'cid2' })])
    await turns.add(exchange('3', { person: 'u2', session: 'group' }))
    await turns.forget('u1')
    const left = await database.db.collection('chats').find({}).toArray()
    expect(left.map(({ person }: { person: string }) => person)).toEqual(['u2', 'u2'])
  })

  it('keeps where a topic of a whole group began, without the person', async () => {
    const shared = { session: 'ding|cid|' }
    await turns.add(exchange('1', { ...shared, person: 'u2' }))
    await turns.add([document('2', 'command', { ...shared, reset: true, personName: '张三' })])
    await turns.add([document('3', 'command', { session: 'ding|cid|u1', reset: true })])
    await turns.forget('u1')
    expect((await turns.read('ding|cid|', 20)).turns).toEqual([])
    expect(JSON.stringify(await database.db.collection('chats').find({}).toArray())).not.toMatch(/u1|张三/)
  })
})

describe('the role of a group', () => {
  it('is read with the turns, however many there are, and is none of them', async () => {
    await turns.setGroupPrompt('prompt|ding|cid', 'cid', '你是客服')
    for (let n = 1; n <= 40; n += 1) await turns.add(exchange(String(n)))
    const memory = await turns.read('s', 20, undefined, 'prompt|ding|cid')
    expect(memory.groupPrompt).toBe('你是客服')
    expect(memory.turns).toHaveLength(20)
    expect(memory.choice).toEqual({})
    expect(await turns.read('s', 20)).not.toHaveProperty('groupPrompt')
  })

  it('is replaced and removed', async () => {
    const group = 'prompt|ding|cid'
    await turns.setGroupPrompt(group, 'cid', '一')
    await turns.setGroupPrompt(group, 'cid', '二')
    expect(await turns.groupPrompt(group)).toBe('二')
    await turns.setGroupPrompt(group, 'cid', undefined)
    expect(await turns.groupPrompt(group)).toBeUndefined()
    expect(await turns.read('s', 20, undefined, group)).not.toHaveProperty('groupPrompt')
  })
})
