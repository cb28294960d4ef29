import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../functions/storage/database'
import { createInbox } from '../../../functions/storage/inbox'
import { type OpenDatabase, openDatabase } from '../../../playground/laf/database'

let opened: OpenDatabase
const inboxOf = (owner: string) =>
  createInbox<string, string>(
    createDatabase(() => opened.db),
    owner,
  )
const stored = (id: string) => opened.db.collection('inbox').findOne({ _id: id })
/** As when the owner died a while ago. */
const abandon = (id: string) =>
  opened.db.collection('inbox').updateOne({ _id: id }, { $set: { leaseUntil: Date.now() - 1 } })

beforeEach(async () => {
  opened = await openDatabase({})
  await opened.db.collection('inbox').createIndex({ sessionLock: 1 }, { unique: true })
})
afterEach(() => opened.close())

const ours = inboxOf('we')
const theirs = inboxOf('they')
let receivedAt = 1_000
const create = (id: string, session = id) =>
  ours.create({ _id: id, session, receivedAt: ++receivedAt, message: `问 ${id} 📮` })

describe('a claim', () => {
  it('is for whoever comes first', async () => {
    expect(await ours.claim(create('a'))).toBe('claimed')
    expect(await ours.claim(create('a'))).toBe('seen')
    expect(await theirs.claim(create('a'))).toBe('seen')
  })

  it('of a session whose turn is taken is a claim all the same', async () => {
    await ours.claim(create('a', '会话'))
    const second = create('b', '会话')
    expect(await ours.claim(second)).toBe('claimed')
    expect(second.sessionLock).toBe('b')
    expect(await ours.acquireSessionLock(second)).toBe('busy')
  })
})

describe('what is done', () => {
  it('is not brought back by an adoption that hung and comes late', async () => {
    const entry = { ...create('a'), state: 'answered' as const, answer: '答' }
    expect(await ours.adopt(entry)).toBe(true)
    await ours.close(entry, 'answered', { stored: true })
    expect(await ours.adopt(entry)).toBe(false)
    expect(await stored('a')).toMatchObject({ state: 'done', outcome: 'answered' })
    expect(await stored('a')).not.toHaveProperty('answer')
  })

  it('is nobody’s to work on any more, and nobody’s to take over', async () => {
    const entry = create('a')
    await ours.claim(entry)
    expect(await ours.isMine(entry)).toBe(true)
    await ours.close(entry, 'answered', { stored: true })
    await abandon('a')
    expect(await ours.isMine(entry)).toBe(false)
    expect(await theirs.takeOver(10)).toEqual([])
  })
})

describe('taking over', () => {
  it('takes the oldest, no more than asked for, and counts an attempt', async () => {
    for (const id of ['c', 'a', 'b']) await ours.claim(create(id))
    for (const id of ['a', 'b', 'c']) await abandon(id)
    const taken = await theirs.takeOver(2)
    expect(taken.map(({ _id }) => _id).sort()).toEqual(['a', 'c'])
    expect(taken).toMatchObject([{ owner: 'they', attempts: 2 }, { attempts: 2 }])
    expect(await stored('b')).toMatchObject({ owner: 'we', attempts: 1 })
  })

  it('leaves the living alone', async () => {
    await ours.claim(create('a'))
    expect(await theirs.takeOver(10)).toEqual([])
  })

  it('by several at once gives each message to one of them', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `m${n}`)
    for (const id of ids) {
      await ours.claim(create(id))
      await abandon(id)
    }
    const all = await Promise.all(['x', 'y', 'z'].map((owner) => inboxOf(owner).takeOver(30)))
    expect(
      all
        .flat()
        .map(({ _id }) => _id)
        .sort(),
    ).toEqual(ids.sort())
  })
})

it('an adoption that is lost leaves the entry its turn', async () => {
  const entry = create('a')
  await theirs.claim({ ...entry, owner: 'they' })
  expect(await ours.adopt(entry)).toBe(false)
  expect(entry.sessionLock).toBe('a')
  const other = create('b', '会话')
  opened.db.collection('inbox').updateOne({ _id: 'b' }, { $set: { owner: 'they' } }, { upsert: true })
  expect(await ours.adopt(other)).toBe(false)
  expect(other.sessionLock).toBe('会话')
})
