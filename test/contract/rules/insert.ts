import { describe, expect, it } from 'vitest'
import type { Given } from './given'

/** Documents are stored completely or not at all. */
export function insertRules(given: Given) {
  const { itBeyondFerretDB } = given

  describe('inserting', () => {
    it('returns what was stored: text, emoji, numbers, booleans, null, Dates, lists and objects', async () => {
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
      await given.inbox.insertOne(document)
      expect(await given.inbox.findOne({ _id: document._id })).toStrictEqual(document)
    })

    itBeyondFerretDB('returns lists in lists', async () => {
      await given.inbox.insertOne({ _id: 'a', rows: [[1, [2]], []] })
      expect(await given.inbox.findOne({})).toStrictEqual({ _id: 'a', rows: [[1, [2]], []] })
    })

    it('returns the _id that was stored', async () => {
      expect(await given.inbox.insertOne({ _id: 'a' })).toMatchObject({ acknowledged: true, insertedId: 'a' })
    })

    it('creates an _id of 24 hex digits and writes it into the given document', async () => {
      const document: { _id?: unknown; n: number } = { n: 1 }
      const { insertedId } = await given.inbox.insertOne(document)
      expect(String(insertedId)).toMatch(/^[0-9a-f]{24}$/)
      expect(String(document._id)).toBe(String(insertedId))
      expect((await given.all())[0].n).toBe(1)
    })

    it('stores undefined as null', async () => {
      await given.inbox.insertOne({ _id: 'a', missing: undefined })
      expect(await given.inbox.findOne({ _id: 'a' })).toStrictEqual({ _id: 'a', missing: null })
    })

    it('refuses an _id that exists with code 11000 and keeps the first document', async () => {
      await given.inbox.insertOne({ _id: 'a', text: '第一' })
      await expect(given.inbox.insertOne({ _id: 'a', text: '第二' })).rejects.toMatchObject({ code: 11000 })
      expect(await given.all()).toEqual([{ _id: 'a', text: '第一' }])
    })

    // A redelivery costs one more insert on a server that names no key: FerretDB.
    it('names the _id as the duplicate key, or no key', async () => {
      await given.inbox.insertOne({ _id: 'a' })
      const error = await given.inbox.insertOne({ _id: 'a' }).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 11000 })
      if (given.database.kind === 'embedded' || error.keyPattern)
        expect(error).toMatchObject({ keyPattern: { _id: 1 }, keyValue: { _id: 'a' } })
    })

    it('lets exactly one of many simultaneous claims of an _id through', async () => {
      const claims = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => given.inbox.insertOne({ _id: 'claim', n })),
      )
      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await given.inbox.countDocuments({})).toBe(1)
    })

    it('either stores field names with dots and dollars unchanged or refuses them', async () => {
      for (const [n, value] of [
        { 'a.b': 1 },
        { $set: 1 },
        { inner: { $gt: '' } },
        { list: [{ 'x.y': 1 }] },
      ].entries()) {
        const document = { _id: `odd${n}`, value }
        const outcome = await given.inbox.insertOne(document).then(
          () => 'stored',
          () => 'refused',
        )
        const found = await given.inbox.findOne({ _id: document._id })
        expect(found).toEqual(outcome === 'stored' ? document : null)
      }
    })

    it('stores a copy of the given object', async () => {
      const document = { _id: 'a', inner: { text: '原文' }, at: new Date(0) }
      await given.inbox.insertOne(document)
      document.inner.text = 'changed'
      document.at.setFullYear(2000)
      expect(await given.inbox.findOne({})).toEqual({ _id: 'a', inner: { text: '原文' }, at: new Date(0) })
    })
  })

  describe('inserting many', () => {
    it('counts them', async () => {
      const result = await given.inbox.insertMany([{ _id: 'a' }, { _id: 'b' }], { ordered: false })
      expect(result).toMatchObject({ insertedCount: 2, insertedIds: { 0: 'a', 1: 'b' } })
    })

    it('stops at a key that exists unless unordered is asked for', async () => {
      await given.inbox.insertOne({ _id: 'b' })
      const inserted = given.inbox.insertMany(['a', 'b', 'c'].map((_id) => ({ _id })))
      await expect(inserted).rejects.toMatchObject({ code: 11000 })
      expect(await given.ids({})).toEqual(['a', 'b'])
    })

    it('unordered: stores the documents whose keys are new, then throws 11000', async () => {
      await given.inbox.insertOne({ _id: 'b' })
      const documents = ['a', 'b', 'c', 'a', 'd'].map((_id) => ({ _id }))
      const error = await given.inbox
        .insertMany(documents, { ordered: false })
        .catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 11000 })
      expect(await given.ids({})).toEqual(['a', 'b', 'c', 'd'])
    })
  })
}
