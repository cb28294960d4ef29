import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../functions/storage/database'
import { createTurns, type TurnDocument, type Turns } from '../../../functions/storage/turns'
import { type OpenDatabase, openDatabase } from '../../../playground/laf/database'

let database: OpenDatabase
let turns: Turns

beforeEach(async () => {
  database = await openDatabase({})
  turns = createTurns(createDatabase(() => database.db))
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
  it('gives the exchanges of the session, oldest first, question before answer', async () => {
    await turns.add([...exchange('2'), ...exchange('1')])
    await turns.add(exchange('3', { session: 'other' }))
    expect(await contents()).toEqual(['user 1', 'assistant 1', 'user 2', 'assistant 2'])
  })

  it('gives the newest that fit, and tears no exchange', async () => {
    for (const id of ['1', '2', '3']) await turns.add(exchange(id))
    expect(await contents(4)).toEqual(['user 2', 'assistant 2', 'user 3', 'assistant 3'])
    expect(await contents(3)).toEqual(['user 3', 'assistant 3'])
    expect(await contents(0)).toEqual([])
  })

  it('leaves out questions that were never answered, and commands', async () => {
    await turns.add([
      ...exchange('1'),
      document('2', 'user'),
      document('3', 'command', { content: '/model x' }),
    ])
    expect(await contents()).toEqual(['user 1', 'assistant 1'])
  })

  it('leaves out the message that is being answered: a dead process may have stored it', async () => {
    await turns.add([...exchange('1'), ...exchange('2')])
    expect(await contents(20, '2')).toEqual(['user 1', 'assistant 1'])
  })

  it('gives nothing from before the last reset', async () => {
    await turns.add([...exchange('1'), document('2', 'command', { reset: true }), ...exchange('3')])
    expect(await contents()).toEqual(['user 3', 'assistant 3'])
  })

  it('names the newest question, answered or not, and what it was made of', async () => {
    await turns.add([...exchange('1'), document('2', 'user', { pieces: [{ picture: 'A' }] })])
    expect((await turns.read('s', 20)).last).toEqual({
      messageId: '2',
      content: 'user 2 🙂',
      pieces: [{ picture: 'A' }],
    })
  })

  it('names no question from before the last reset', async () => {
    await turns.add([...exchange('1'), document('2', 'command', { reset: true })])
    expect((await turns.read('s', 20)).last).toBeUndefined()
  })

  it('tells what was chosen last, whatever was asked since', async () => {
    await turns.add([document('1', 'command', { choice: { model: 'a', role: '诗人' } })])
    await turns.add(exchange('2', { choice: { model: 'a', role: '诗人' } }))
    expect((await turns.read('s', 0)).choice).toEqual({ model: 'a', role: '诗人' })
    expect((await turns.read('nobody', 20)).choice).toEqual({})
  })
})

describe('adding', () => {
  it('twice leaves one: another process may have stored the exchange', async () => {
    await turns.add(exchange('1'))
    await turns.add(exchange('1', { content: '另一个' }))
    const stored = await database.db.collection('chats').find({}).toArray()
    expect(stored.map(({ content }: TurnDocument) => content).toSorted()).toEqual([
      'assistant 1 🙂',
      'user 1 🙂',
    ])
  })

  it('adds what is missing when half is there', async () => {
    await turns.add([document('1', 'user')])
    await turns.add(exchange('1'))
    expect(await contents()).toEqual(['user 1', 'assistant 1'])
  })
})

it('forgets one exchange of one session', async () => {
  await turns.add([...exchange('1'), ...exchange('2')])
  await turns.add([document('2', 'user', { session: 'other', _id: 'other:2' })])
  await turns.remove('s', '2')
  expect(await contents()).toEqual(['user 1', 'assistant 1'])
  expect((await turns.read('other', 20)).last?.messageId).toBe('2')
})

it('counts the answers and tokens of one person since a moment, wherever they asked', async () => {
  await turns.add([...exchange('100'), ...exchange('200'), document('300', 'user')])
  await turns.add(exchange('400', { session: 'group', conversationId: 'cid2' }))
  await turns.add(exchange('500', { person: 'u2' }))
  const usage = await turns.usage('u1', 200)
  expect(usage.toSorted((a, b) => a.askedAt - b.askedAt)).toEqual([
    { askedAt: 200, tokens: 15 },
    { askedAt: 400, tokens: 15 },
  ])
})
