import { ObjectId } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../../../../playground/clock'
import { type OpenDatabase, openDatabase } from '../../../../playground/laf/database'

// The embedded database refuses what it does not support instead of doing something else.
let clock: TestClock
let database: OpenDatabase
// biome-ignore lint/suspicious/noExplicitAny: the embedded collection
let inbox: any

beforeEach(async () => {
  clock = createTestClock(Date.UTC(2026, 0, 1))
  database = await openDatabase({ clock })
  inbox = database.db.collection('inbox')
})
afterEach(async () => {
  await database.close()
  clock.dispose()
})

describe('storing', () => {
  it.each([
    ['a number as _id', { _id: 5 }, /_id/],
    ['an ObjectId as _id', { _id: new ObjectId() }, /_id/],
    ['an empty _id', { _id: '' }, /_id/],
    ['an operator as _id', { _id: { $gt: '' } }, /_id/],
    ['not a number', { n: Number.NaN }, /document\.n: .*NaN/],
    ['infinity', { n: [1, Number.POSITIVE_INFINITY] }, /document\.n\.1/],
    ['a Date that is none', { at: new Date('?') }, /document\.at/],
    ['a bigint', { n: 1n }, /bigint/],
    ['a function', { f: () => 1 }, /function/],
    ['bytes', { inner: { bytes: Buffer.from('x') } }, /document\.inner\.bytes.*Buffer/],
    ['a Map', { map: new Map() }, /Map/],
    ['a regular expression', { pattern: /x/ }, /RegExp/],
    ['a field with a dollar', { inner: { $gt: '' } }, /"\$gt"/],
    ['a field with a dot', { 'a.b': 1 }, /"a\.b"/],
    ['a prototype', JSON.parse('{"inner":{"__proto__":{"isAdmin":true}}}'), /__proto__/],
    ['a list as document', [], /plain object/],
  ])('refuses %s and stores nothing', async (_, document, message) => {
    await expect(inbox.insertOne(document)).rejects.toThrow(message)
    expect(await inbox.countDocuments({})).toBe(0)
  })

  it('refuses such values in updates and filters, too', async () => {
    await inbox.insertOne({ _id: 'a' })
    await expect(inbox.updateOne({ _id: 'a' }, { $set: { n: Number.NaN } })).rejects.toThrow('n: ')
    await expect(inbox.updateOne({ _id: 'a' }, { $set: { inner: { $x: 1 } } })).rejects.toThrow('"$x"')
    await expect(inbox.findOne({ _id: new ObjectId() })).rejects.toThrow('ObjectId')
    await expect(inbox.findOne({ _id: /a/ })).rejects.toThrow('RegExp')
    expect(await inbox.findOne({})).toEqual({ _id: 'a' })
  })

  it('never reaches a prototype', async () => {
    await inbox.insertOne({ _id: 'a' })
    await expect(inbox.updateOne({}, { $set: { '__proto__.isAdmin': true } })).rejects.toThrow('__proto__')
    await expect(inbox.updateOne({}, { $set: { 'constructor.prototype.isAdmin': true } })).rejects.toThrow()
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
    expect(await inbox.findOne({ toString: { $ne: null } })).toBeNull()
  })

  it('takes objects of another realm, as functions create them', async () => {
    const { runInNewContext } = await import('node:vm')
    await inbox.insertOne(runInNewContext("({ _id: 'a', at: new Date(5), list: [{ n: 1 }] })"))
    const found = await inbox.findOne(runInNewContext('({ at: { $lte: new Date(5) } })'))
    expect(found).toStrictEqual({ _id: 'a', at: new Date(5), list: [{ n: 1 }] })
  })
})

describe('asking', () => {
  it.each([
    [() => inbox.findOne({ text: { $regex: 'x' } }), '$regex'],
    [() => inbox.findOne({ $where: 'true' }), '$where'],
    [() => inbox.findOne({ n: { $not: { $lt: 1 } } }), '$not'],
    [() => inbox.findOne({ n: { $lt: 1, other: 2 } }), 'other'],
    [() => inbox.findOne({ $or: [{ n: 1 }] }), '$or'],
    [() => inbox.findOne({ 'inner.text': 'x' }), 'inner.text'],
    [() => inbox.findOne({ inner: { $lt: {} } }), 'inner'],
    [() => inbox.findOne({ list: ['x'] }), 'list'],
    [() => inbox.updateOne({}, { $push: { list: 1 } }), '$push'],
    [() => inbox.updateOne({}, { $set: { n: 1 }, toString: { n: 1 } }), 'toString'],
    [() => inbox.updateOne({}, { $set: { n: 1 }, constructor: { n: 1 } }), 'constructor'],
    [() => inbox.updateOne({}, { $set: { 'inner.text': 1 } }), 'inner.text'],
    [() => inbox.findOne({}, { collation: {} }), 'collation'],
    [() => inbox.find({}).sort({ a: 1, b: 1 }).toArray(), 'one field'],
    [() => inbox.find({}).project({ a: 0 }).toArray(), 'projection'],
    [() => inbox.updateOne({}, { $set: { n: 1 } }, { arrayFilters: [] }), 'arrayFilters'],
    [() => inbox.createIndex({ n: 1 }, { sparse: true }), 'sparse'],
    [() => inbox.createIndex({ n: 1, m: 1 }, { unique: true }), 'one field'],
    [() => inbox.createIndex({ text: 'text' }), 'keys of an index'],
    [() => database.db.command({ dbStats: 1 }), '{ ping: 1 } and { hello: 1 }'],
  ])('what it does not know throws an error that names it: %s', async (ask, name) => {
    await expect(ask()).rejects.toThrow(name)
  })

  it('refuses names of collections that not every file system can hold', () => {
    for (const name of ['', '../x', 'a b', 'a/b', '.hidden', 'x'.repeat(65), 'INBOX']) {
      expect(() => database.db.collection(name)).toThrow()
    }
    expect(database.db.collection('inbox')).toBe(inbox)
  })
})

describe('expiry', () => {
  it('removes documents that are older than the index allows within a minute, and none without a Date', async () => {
    await inbox.createIndex({ createdAt: 1 }, { expireAfterSeconds: 3600 })
    const createdAt = new Date(clock.now())
    await inbox.insertMany([
      { _id: 'old', createdAt },
      { _id: 'new', createdAt: new Date(clock.now() + 1_800_000) },
      { _id: 'text', createdAt: '2020' },
      { _id: 'none' },
    ])
    clock.advance(3_500_000)
    expect(await inbox.countDocuments({})).toBe(4)
    clock.advance(200_000)
    const left = await inbox.find({}).sort({ _id: 1 }).toArray()
    expect(left.map(({ _id }: { _id: string }) => _id)).toEqual(['new', 'none', 'text'])
  })
})

describe('a loop over its calls', () => {
  it('lets other code in the process run', async () => {
    let isOver = false
    setTimeout(() => {
      isOver = true
    }, 5)
    let calls = 0
    while (!isOver && calls < 100_000) {
      await inbox.findOne({})
      calls += 1
    }
    expect(calls).toBeLessThan(100_000)
  })
})
