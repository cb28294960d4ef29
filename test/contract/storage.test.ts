import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../playground/laf/database'
import { targets } from './targets'

// What the functions rely on, whichever database answers. Each test works in a collection of its own.
describe.each(targets.filter((target) => !target.isSkipped))('$title', (target) => {
  let database: OpenDatabase
  // biome-ignore lint/suspicious/noExplicitAny: the driver's collection, or the embedded one
  let inbox: any
  let tests = 0
  let isFerretDB = false

  beforeAll(async () => {
    database = await target.open()
    isFerretDB =
      database.client !== undefined && 'ferretdbVersion' in (await database.db.command({ buildInfo: 1 }))
  })
  afterAll(() => target.discard(database))
  beforeEach(() => {
    inbox = database.db.collection(`inbox_${++tests}`)
  })

  const all = (filter: object = {}) => inbox.find(filter).sort({ _id: 1 }).toArray()
  const ids = async (filter: object) => (await all(filter)).map((document: { _id: string }) => document._id)

  // What MongoDB does and FerretDB v1 is known not to do. If it ever does, this says so.
  const itBeyondFerretDB = (title: string, body: () => Promise<void>) =>
    it(title, () => (isFerretDB ? expect(body()).rejects.toThrow() : body()))

  describe('inserting', () => {
    it('gives back what was stored: text, emoji, numbers, booleans, null, Dates, lists and objects', async () => {
      const document = {
        _id: 'ding机器人:msg+42==',
        text: '你好，世界 👨‍👩‍👧‍👦 \u0000\n"\\',
        count: -1.5,
        large: 2 ** 52,
        yes: true,
        nothing: null,
        at: new Date('2026-02-03T04:05:06.789Z'),
        list: [1, 'zwei', { three: [3] }, new Date(0)],
        inner: { empty: {}, none: [], at: new Date(1) },
      }
      await inbox.insertOne(document)
      expect(await inbox.findOne({ _id: document._id })).toStrictEqual(document)
    })

    itBeyondFerretDB('gives back lists in lists', async () => {
      await inbox.insertOne({ _id: 'a', rows: [[1, [2]], []] })
      expect(await inbox.findOne({})).toStrictEqual({ _id: 'a', rows: [[1, [2]], []] })
    })

    it('says which _id was stored', async () => {
      expect(await inbox.insertOne({ _id: 'a' })).toMatchObject({ acknowledged: true, insertedId: 'a' })
    })

    it('makes up an _id of 24 hex digits and writes it into the given document', async () => {
      const document: { _id?: unknown; n: number } = { n: 1 }
      const { insertedId } = await inbox.insertOne(document)
      expect(String(insertedId)).toMatch(/^[0-9a-f]{24}$/)
      expect(String(document._id)).toBe(String(insertedId))
      expect((await all())[0].n).toBe(1)
    })

    it('stores undefined as null', async () => {
      await inbox.insertOne({ _id: 'a', missing: undefined })
      expect(await inbox.findOne({ _id: 'a' })).toStrictEqual({ _id: 'a', missing: null })
    })

    it('refuses an _id that is taken with code 11000 and keeps the first document', async () => {
      await inbox.insertOne({ _id: 'a', text: '第一' })
      await expect(inbox.insertOne({ _id: 'a', text: '第二' })).rejects.toMatchObject({ code: 11000 })
      expect(await all()).toEqual([{ _id: 'a', text: '第一' }])
    })

    itBeyondFerretDB('names the _id as what was taken', async () => {
      await inbox.insertOne({ _id: 'a' })
      const error = { code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 'a' } }
      await expect(inbox.insertOne({ _id: 'a' })).rejects.toMatchObject(error)
    })

    it('lets exactly one of many simultaneous claims of an _id through', async () => {
      const claims = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => inbox.insertOne({ _id: 'claim', n })),
      )
      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await inbox.countDocuments({})).toBe(1)
    })

    it('either keeps field names with dots and dollars as they are or refuses them', async () => {
      for (const [n, value] of [
        { 'a.b': 1 },
        { $set: 1 },
        { inner: { $gt: '' } },
        { list: [{ 'x.y': 1 }] },
      ].entries()) {
        const document = { _id: `odd${n}`, value }
        const outcome = await inbox.insertOne(document).then(
          () => 'stored',
          () => 'refused',
        )
        const found = await inbox.findOne({ _id: document._id })
        expect(found).toEqual(outcome === 'stored' ? document : null)
      }
    })

    it('keeps nothing of the object it was given', async () => {
      const document = { _id: 'a', inner: { text: '原文' }, at: new Date(0) }
      await inbox.insertOne(document)
      document.inner.text = 'changed'
      document.at.setFullYear(2000)
      expect(await inbox.findOne({})).toEqual({ _id: 'a', inner: { text: '原文' }, at: new Date(0) })
    })
  })

  describe('inserting many', () => {
    it('counts them', async () => {
      const result = await inbox.insertMany([{ _id: 'a' }, { _id: 'b' }], { ordered: false })
      expect(result).toMatchObject({ insertedCount: 2, insertedIds: { 0: 'a', 1: 'b' } })
    })

    it('unordered: stores the others, then throws 11000 naming the ones that failed by their place', async () => {
      await inbox.insertOne({ _id: 'b' })
      const documents = ['a', 'b', 'c', 'a', 'd'].map((_id) => ({ _id }))
      const error = await inbox.insertMany(documents, { ordered: false }).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 11000 })
      expect(error.writeErrors.map(({ index }: { index: number }) => index)).toEqual([1, 3])
      expect(error.result.insertedCount).toBe(3)
      expect(await ids({})).toEqual(['a', 'b', 'c', 'd'])
    })
  })

  describe('finding', () => {
    beforeEach(async () => {
      await inbox.insertMany([
        { _id: 'a', n: 1, at: new Date(1000), state: 'new', by: { name: '小明' }, tags: ['x', 'y'] },
        { _id: 'b', n: 2, at: new Date(2000), state: 'done', by: { name: 'Zoë' }, tags: [] },
        { _id: 'c', n: 3, at: new Date(3000), state: 'done', tags: ['y'] },
        { _id: 'd', n: '3', at: null, state: null },
        { _id: 'e' },
      ])
    })

    it.each([
      [{}, 'abcde'],
      [{ _id: 'b' }, 'b'],
      [{ state: 'done' }, 'bc'],
      [{ state: 'done', n: 3 }, 'c'],
      [{ n: 3 }, 'c'],
      [{ n: { $lt: 2 } }, 'a'],
      [{ n: { $lte: 2 } }, 'ab'],
      [{ n: { $gt: 1, $lt: 3 } }, 'b'],
      [{ n: { $gte: 2 } }, 'bc'],
      [{ at: { $lt: new Date(2000) } }, 'a'],
      [{ at: { $gte: new Date(2000) } }, 'bc'],
      [{ at: new Date(2000) }, 'b'],
      [{ _id: { $gt: 'c' } }, 'de'],
      [{ state: { $ne: 'done' } }, 'ade'],
      [{ state: { $in: ['new', 'done'] } }, 'abc'],
      [{ _id: { $in: ['a', 'e', 'z'] } }, 'ae'],
      [{ state: { $in: [] } }, ''],
      [{ state: { $nin: ['new'] } }, 'bcde'],
      [{ state: { $exists: true } }, 'abcd'],
      [{ state: { $exists: false } }, 'e'],
      [{ $or: [{ n: 1 }, { state: 'done' }] }, 'abc'],
      [{ $and: [{ n: { $gt: 1 } }, { state: 'done' }] }, 'bc'],
      [{ state: 'done', $or: [{ n: 1 }, { n: 2 }] }, 'b'],
      [{ 'by.name': '小明' }, 'a'],
      [{ 'by.name': { $exists: true } }, 'ab'],
      [{ by: { name: 'Zoë' } }, 'b'],
      [{ tags: 'y' }, 'ac'],
      [{ tags: { $ne: 'y' } }, 'bde'],
      [{ tags: ['y'] }, 'c'],
    ])('%j finds %s', async (filter, expected) => {
      expect((await ids(filter)).join('')).toBe(expected)
      expect(await inbox.countDocuments(filter)).toBe(expected.length)
    })

    it('takes null for a missing field, too', async () => {
      expect(await ids({ state: null })).toEqual(['d', 'e'])
      expect(await ids({ state: { $in: [null, 'new'] } })).toEqual(['a', 'd', 'e'])
      expect(await ids({ state: { $ne: null } })).toEqual(['a', 'b', 'c'])
    })

    it('finds null when nothing matches', async () => {
      expect(await inbox.findOne({ _id: 'z' })).toBeNull()
      expect(await all({ _id: 'z' })).toEqual([])
    })

    it('sorts by several fields, each in its own direction, before it limits', async () => {
      const found = await inbox
        .find({ n: { $gte: 1 } })
        .sort({ state: 1, n: -1 })
        .limit(2)
        .toArray()
      expect(found.map(({ _id }: { _id: string }) => _id)).toEqual(['c', 'b'])
    })

    it('findOne takes the first in the order asked for', async () => {
      expect((await inbox.findOne({ state: 'done' }, { sort: { n: -1 } }))._id).toBe('c')
    })

    it('projects fields in and out', async () => {
      expect(await inbox.findOne({ _id: 'a' }, { projection: { n: 1, 'by.name': 1 } })).toEqual({
        _id: 'a',
        n: 1,
        by: { name: '小明' },
      })
      expect(await inbox.findOne({ _id: 'a' }, { projection: { _id: 0, n: true } })).toEqual({ n: 1 })
      expect(await inbox.find({ _id: 'c' }, { projection: { at: 0, tags: 0 } }).toArray()).toEqual([
        { _id: 'c', n: 3, state: 'done' },
      ])
      expect(await inbox.find({ _id: 'c' }).project({ _id: 1 }).toArray()).toEqual([{ _id: 'c' }])
    })

    it('hands out copies: changing one changes nothing stored', async () => {
      const [first] = await all({ _id: 'a' })
      first.by.name = 'changed'
      first.tags.push('z')
      first.at.setFullYear(2000)
      const again = await inbox.findOne({ _id: 'a' })
      expect(again).toMatchObject({ by: { name: '小明' }, tags: ['x', 'y'], at: new Date(1000) })
    })

    it('throws for an operator it does not know', async () => {
      await expect(all({ n: { $near: 1 } })).rejects.toThrow()
      await expect(inbox.countDocuments({ $xor: [{}] })).rejects.toThrow()
    })

    itBeyondFerretDB('throws for an unknown operator even if there is nothing to compare with', async () => {
      await inbox.deleteMany({})
      await expect(all({ n: { $near: 1 } })).rejects.toThrow()
    })
  })

  describe('updating', () => {
    beforeEach(() =>
      inbox.insertOne({ _id: 'a', n: 1, at: new Date(1000), inner: { kept: '保留' }, list: ['x'] }),
    )
    const update = async (change: object) => {
      await inbox.updateOne({ _id: 'a' }, change)
      return inbox.findOne({ _id: 'a' })
    }

    it('$set changes fields and dotted paths, making the objects on the way', async () => {
      const changed = await update({ $set: { n: 2, 'inner.new': '新', 'other.deep.er': new Date(7) } })
      expect(changed).toEqual({
        _id: 'a',
        n: 2,
        at: new Date(1000),
        inner: { kept: '保留', new: '新' },
        list: ['x'],
        other: { deep: { er: new Date(7) } },
      })
    })

    it('$unset removes fields and does not mind missing ones', async () => {
      expect(await update({ $unset: { n: '', 'inner.kept': '', nothing: '' } })).toEqual({
        _id: 'a',
        at: new Date(1000),
        inner: {},
        list: ['x'],
      })
    })

    it('$inc adds, starts a missing field at zero and refuses what is no number', async () => {
      expect(await update({ $inc: { n: -3, 'inner.times': 2 } })).toMatchObject({
        n: -2,
        inner: { times: 2 },
      })
      await expect(update({ $inc: { 'inner.kept': 1 } })).rejects.toThrow()
    })

    it('$max only ever raises, numbers as well as Dates', async () => {
      expect(await update({ $max: { n: 5, at: new Date(500), fresh: 1 } })).toMatchObject({
        n: 5,
        at: new Date(1000),
        fresh: 1,
      })
      expect(await update({ $max: { n: 4, at: new Date(2000) } })).toMatchObject({ n: 5, at: new Date(2000) })
    })

    it('$setOnInsert leaves a document alone that exists', async () => {
      expect(await update({ $set: { n: 9 }, $setOnInsert: { n2: 1 } })).not.toHaveProperty('n2')
    })

    it('says how many matched and how many are different now', async () => {
      const result = { acknowledged: true, upsertedCount: 0, upsertedId: null }
      const same = await inbox.updateOne({ _id: 'a' }, { $set: { n: 1 } })
      expect(same).toEqual({ ...result, matchedCount: 1, modifiedCount: 0 })
      const other = await inbox.updateOne({ _id: 'a' }, { $set: { n: 2 } })
      expect(other).toEqual({ ...result, matchedCount: 1, modifiedCount: 1 })
      const none = await inbox.updateOne({ _id: 'z' }, { $set: { n: 2 } })
      expect(none).toEqual({ ...result, matchedCount: 0, modifiedCount: 0 })
    })

    it('updateMany changes every match, updateOne one', async () => {
      await inbox.insertMany([{ _id: 'b' }, { _id: 'c' }])
      expect(await inbox.updateMany({}, { $set: { state: 'x' } })).toMatchObject({ matchedCount: 3 })
      expect(await inbox.updateOne({}, { $set: { state: 'y' } })).toMatchObject({ matchedCount: 1 })
      expect(await inbox.countDocuments({ state: 'x' })).toBe(2)
    })

    it('refuses a document without operators, unknown operators and another _id', async () => {
      await expect(update({ n: 5 })).rejects.toThrow()
      await expect(update({})).rejects.toThrow()
      await expect(update({ $multiply: { n: 5 } })).rejects.toThrow()
      await expect(update({ $set: { _id: 'b' } })).rejects.toThrow()
      await expect(update({ $set: { n: 1 }, $inc: { n: 1 } })).rejects.toThrow()
      await expect(update({ $set: { 'n.below': 1 } })).rejects.toThrow()
      expect(await inbox.findOne({})).toMatchObject({ _id: 'a', n: 1 })
    })

    it('loses no increment of many at once', async () => {
      await Promise.all(Array.from({ length: 30 }, () => inbox.updateOne({ _id: 'a' }, { $inc: { n: 1 } })))
      expect((await inbox.findOne({})).n).toBe(31)
    })
  })

  describe('upserting', () => {
    const upsert = { upsert: true }

    it('makes a document from the equal parts of the filter and the update', async () => {
      const filter = { _id: 'a', kind: 'k', 'by.id': '员工1', n: { $gt: 5 } }
      const change = { $set: { text: '你好' }, $inc: { times: 1 }, $setOnInsert: { at: new Date(5) } }
      expect(await inbox.updateOne(filter, change, upsert)).toMatchObject({
        matchedCount: 0,
        upsertedCount: 1,
        upsertedId: 'a',
      })
      expect(await inbox.findOne({})).toEqual({
        _id: 'a',
        kind: 'k',
        by: { id: '员工1' },
        text: '你好',
        times: 1,
        at: new Date(5),
      })
    })

    itBeyondFerretDB('takes equal parts out of $and as well', async () => {
      await inbox.updateOne({ _id: 'a', $and: [{ state: 'new' }] }, { $set: { n: 1 } }, upsert)
      expect(await inbox.findOne({})).toEqual({ _id: 'a', state: 'new', n: 1 })
    })

    it('makes up an _id when nothing fixes it', async () => {
      const { upsertedId } = await inbox.updateOne({ kind: 'k' }, { $set: { n: 1 } }, upsert)
      expect(String(upsertedId)).toMatch(/^[0-9a-f]{24}$/)
    })

    it('is refused with 11000 when the filter missed the document whose _id it names', async () => {
      await inbox.insertOne({ _id: 'lease', until: 10 })
      const take = inbox.updateOne({ _id: 'lease', until: { $lt: 5 } }, { $set: { until: 20 } }, upsert)
      await expect(take).rejects.toMatchObject({ code: 11000 })
      expect(await inbox.findOne({})).toEqual({ _id: 'lease', until: 10 })
    })
  })

  describe('findOneAndUpdate', () => {
    const after = { returnDocument: 'after', includeResultMetadata: false }

    it('changes the first in the order asked for and returns it as it is now, or null', async () => {
      await inbox.insertMany([
        { _id: 'a', n: 2, at: new Date(1) },
        { _id: 'b', n: 1, at: new Date(2) },
        { _id: 'c', n: 0, at: new Date(3), isDone: true },
      ])
      const change = { $set: { owner: '我' }, $inc: { n: 10 } }
      const open = { isDone: { $exists: false } }
      expect(await inbox.findOneAndUpdate(open, change, { ...after, sort: { n: 1 } })).toEqual({
        _id: 'b',
        n: 11,
        at: new Date(2),
        owner: '我',
      })
      expect(await inbox.findOneAndUpdate({ _id: 'z' }, change, after)).toBeNull()
    })

    it('returns the document as it was unless asked for it afterwards', async () => {
      await inbox.insertOne({ _id: 'a', n: 1 })
      const options = { includeResultMetadata: false }
      expect(await inbox.findOneAndUpdate({ _id: 'a' }, { $inc: { n: 1 } }, options)).toEqual({
        _id: 'a',
        n: 1,
      })
    })

    it('wraps the document in { value } unless told not to, as driver 5 does', async () => {
      await inbox.insertOne({ _id: 'a', n: 1 })
      const result = await inbox.findOneAndUpdate(
        { _id: 'a' },
        { $inc: { n: 1 } },
        { returnDocument: 'after' },
      )
      expect(result.value).toEqual({ _id: 'a', n: 2 })
    })

    it('upserts', async () => {
      const change = { $inc: { n: 1 }, $setOnInsert: { first: true } }
      const options = { ...after, upsert: true }
      expect(await inbox.findOneAndUpdate({ _id: 'a' }, change, options)).toEqual({
        _id: 'a',
        n: 1,
        first: true,
      })
      expect(await inbox.findOneAndUpdate({ _id: 'a' }, change, options)).toEqual({
        _id: 'a',
        n: 2,
        first: true,
      })
    })

    it('lets exactly one of many take a lease', async () => {
      await inbox.insertOne({ _id: 'a', leaseUntil: new Date(1000) })
      const take = (owner: number) =>
        inbox.findOneAndUpdate(
          { _id: 'a', leaseUntil: { $lt: new Date(2000) } },
          { $set: { owner, leaseUntil: new Date(9000) } },
          after,
        )
      const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => take(n)))
      expect(taken.filter(Boolean)).toHaveLength(1)
    })
  })

  describe('deleting', () => {
    it('removes one or all that match and counts them', async () => {
      await inbox.insertMany(['a', 'b', 'c', 'd'].map((_id) => ({ _id, state: _id < 'd' ? 'old' : 'new' })))
      expect(await inbox.deleteOne({ _id: 'a' })).toEqual({ acknowledged: true, deletedCount: 1 })
      expect(await inbox.deleteOne({ _id: 'a' })).toEqual({ acknowledged: true, deletedCount: 0 })
      expect(await inbox.deleteMany({ state: 'old' })).toEqual({ acknowledged: true, deletedCount: 2 })
      expect(await ids({})).toEqual(['d'])
      expect(await inbox.deleteMany({})).toMatchObject({ deletedCount: 1 })
    })

    it('frees the _id', async () => {
      await inbox.insertOne({ _id: 'a' })
      await inbox.deleteOne({ _id: 'a' })
      await inbox.insertOne({ _id: 'a' })
      expect(await inbox.countDocuments({})).toBe(1)
    })
  })

  describe('indexes', () => {
    it('are named after their fields, and creating one again does no harm', async () => {
      const keys = { conversationId: 1, createdAt: -1 }
      expect(await inbox.createIndex(keys)).toBe('conversationId_1_createdAt_-1')
      expect(await inbox.createIndex(keys)).toBe('conversationId_1_createdAt_-1')
      expect(await inbox.createIndex({ state: 1 }, { name: 'by_state' })).toBe('by_state')
    })

    it('change no answer', async () => {
      await inbox.createIndex({ conversationId: 1, createdAt: 1 })
      await inbox.createIndex({ until: 1 })
      await inbox.insertMany([
        { _id: 'a', conversationId: '群', createdAt: new Date(1), until: new Date(5) },
        { _id: 'b', conversationId: '群', createdAt: new Date(2), until: null },
        { _id: 'c', conversationId: '群', createdAt: new Date(3) },
        { _id: 'd', conversationId: null, createdAt: new Date(4), until: [new Date(1), new Date(9)] },
      ])
      expect(await ids({ conversationId: '群', createdAt: { $gt: new Date(1) } })).toEqual(['b', 'c'])
      expect(await ids({ conversationId: null })).toEqual(['d'])
      expect(await ids({ until: { $lt: new Date(6) } })).toEqual(['a', 'd'])
      expect(await ids({ until: { $gt: new Date(4), $lt: new Date(6) } })).toEqual(['a', 'd'])
      expect(await ids({ until: { $in: [null, new Date(5)] } })).toEqual(['a', 'b', 'c'])
      expect(await ids({ until: null })).toEqual(['b', 'c'])
    })

    describe('that are unique', () => {
      const taken = { code: 11000 }

      beforeEach(async () => {
        await inbox.createIndex({ slug: 1 }, { unique: true })
        await inbox.insertMany([
          { _id: 'a', slug: '甲' },
          { _id: 'b', slug: '乙' },
        ])
      })

      it('refuse a second document with 11000', async () => {
        await expect(inbox.insertOne({ _id: 'c', slug: '甲' })).rejects.toMatchObject(taken)
        const change = { $set: { slug: '甲' } }
        await expect(inbox.updateOne({ _id: 'c' }, change, { upsert: true })).rejects.toMatchObject(taken)
        expect(await ids({})).toEqual(['a', 'b'])
      })

      it('let a value go with its document', async () => {
        await inbox.deleteOne({ _id: 'a' })
        await inbox.updateOne({ _id: 'b' }, { $set: { slug: '甲' } })
        expect(await ids({ slug: '甲' })).toEqual(['b'])
      })

      itBeyondFerretDB('name the field', async () => {
        const error = { ...taken, keyPattern: { slug: 1 }, keyValue: { slug: '甲' } }
        await expect(inbox.insertOne({ _id: 'c', slug: '甲' })).rejects.toMatchObject(error)
      })

      itBeyondFerretDB('refuse an update with 11000 and change nothing', async () => {
        const update = inbox.updateOne({ _id: 'b' }, { $set: { slug: '甲', n: 1 } })
        await expect(update).rejects.toMatchObject(taken)
        expect(await inbox.findOne({ _id: 'b' })).toEqual({ _id: 'b', slug: '乙' })
      })

      itBeyondFerretDB('allow one document without the field and no second', async () => {
        await inbox.insertOne({ _id: 'c' })
        await expect(inbox.insertOne({ _id: 'd' })).rejects.toMatchObject(taken)
      })

      it('cannot be created over documents that are alike', async () => {
        await inbox.insertMany([
          { _id: 'c', slug: 1, kind: 'x' },
          { _id: 'd', slug: 2, kind: 'x' },
        ])
        await expect(inbox.createIndex({ kind: 1 }, { unique: true })).rejects.toThrow()
        await inbox.insertOne({ _id: 'e', slug: 3, kind: 'x' })
      })
    })

    itBeyondFerretDB('may ask for expiry', async () => {
      await inbox.createIndex({ createdAt: 1 }, { expireAfterSeconds: 3600 })
      await inbox.insertOne({ _id: 'a', createdAt: new Date() })
      expect(await ids({})).toEqual(['a'])
    })
  })

  it('answers a ping', async () => {
    expect(await database.db.command({ ping: 1 })).toMatchObject({ ok: 1 })
  })
})

const skipped = targets.filter((target) => target.isSkipped)
if (skipped.length > 0) {
  describe.skip.each(skipped)('$title', () => {
    it('needs a server', () => {})
  })
}
