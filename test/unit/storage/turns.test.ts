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

it('usage contains the answers and tokens of one person since a time, in all conversations', async () => {
  await turns.add([...exchange('100'), ...exchange('200'), document('300', 'user')])
  await turns.add(exchange('400', { session: 'group', conversationId: 'cid2' }))
  await turns.add(exchange('500', { person: 'u2' }))
  const usage = await turns.usage('u1', 200)
  expect(usage.toSorted((a, b) => a.askedAt - b.askedAt)).toEqual([
    { askedAt: 200, tokens: 15 },
    { askedAt: 400, tokens: 15 },
  ])
})
