import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../functions/storage/database'
import { createInbox } from '../../../functions/storage/inbox'
import { type OpenDatabase, openDatabase } from '../../../playground/laf/database'

let opened: OpenDatabase
const inboxOf = (owner: string) =>
  createInbox(
    createDatabase(() => opened.db),
    owner,
  )
const stored = (id: string) => opened.db.collection('inbox').findOne({ _id: id })
/** Lets the lease expire, as when the owner was killed a while ago. */
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
  it('succeeds once', async () => {
    expect(await ours.claim(create('a'))).toBe('claimed')
    expect(await ours.claim(create('a'))).toBe('seen')
    expect(await theirs.claim(create('a'))).toBe('seen')
  })

  it('is recognised as a redelivery with one more insert where the server names no duplicate key', async () => {
    const { collection } = opened.db
    let inserts = 0
    opened.db.collection = (name: string) => {
      const insertOne = async (document: object) => {
        inserts += 1
        await collection(name)
          .insertOne(document)
          .catch(({ code }: { code: number }) => Promise.reject({ code }))
      }
      return new Proxy(collection(name), { get: (all, key) => (key === 'insertOne' ? insertOne : all[key]) })
    }
    expect(await ours.claim(create('a', '会话'))).toBe('claimed')
    expect(await ours.claim(create('a', '会话'))).toBe('seen')
    expect(inserts).toBe(3)
  })

  it('succeeds also when the session lock is taken', async () => {
    await ours.claim(create('a', '会话'))
    const second = create('b', '会话')
    expect(await ours.claim(second)).toBe('claimed')
    expect(second.sessionLock).toBe('b')
    expect(await ours.acquireSessionLock(second)).toBe('busy')
  })
})

describe('a message that is done', () => {
  it('is not reopened by a late adoption', async () => {
    const entry = { ...create('a'), state: 'answered' as const, answer: '答' }
    expect(await ours.adopt(entry)).toBe(true)
    await ours.close(entry, 'answered', { stored: true })
    expect(await ours.adopt(entry)).toBe(false)
    expect(await stored('a')).toMatchObject({ state: 'done', outcome: 'answered' })
    expect(await stored('a')).not.toHaveProperty('answer')
  })

  it('has no owner and is not taken over', async () => {
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
  it('takes the oldest messages up to the limit and counts an attempt', async () => {
    for (const id of ['c', 'a', 'b']) await ours.claim(create(id))
    for (const id of ['a', 'b', 'c']) await abandon(id)
    const taken = await theirs.takeOver(2)
    expect(taken.map(({ _id }) => _id).sort()).toEqual(['a', 'c'])
    expect(taken).toMatchObject([{ owner: 'they', attempts: 2 }, { attempts: 2 }])
    expect(await stored('b')).toMatchObject({ owner: 'we', attempts: 1 })
  })

  it('takes none of the messages that this process works on', async () => {
    await ours.claim(create('a'))
    await abandon('a')
    expect(await ours.takeOver(10, (id) => id === 'a')).toEqual([])
    expect(await stored('a')).toMatchObject({ attempts: 1 })
  })

  it('takes no message with a valid lease', async () => {
    await ours.claim(create('a'))
    expect(await theirs.takeOver(10)).toEqual([])
  })

  it('by several owners at once gives each message to one of them', async () => {
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

it('an adoption that fails keeps the session lock of the entry', async () => {
  const entry = create('a')
  await theirs.claim({ ...entry, owner: 'they' })
  expect(await ours.adopt(entry)).toBe(false)
  expect(entry.sessionLock).toBe('a')
  const other = create('b', '会话')
  opened.db.collection('inbox').updateOne({ _id: 'b' }, { $set: { owner: 'they' } }, { upsert: true })
  expect(await ours.adopt(other)).toBe(false)
  expect(other.sessionLock).toBe('会话')
})
