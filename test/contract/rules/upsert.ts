import { describe, expect, it } from 'vitest'
import type { Given } from './given'

/** What is missing is made; what is leased is leased once. */
export function upsertRules(given: Given) {
  const { itBeyondFerretDB } = given

  describe('upserting', () => {
    const upsert = { upsert: true }

    it('makes a document from the equal parts of the filter and the update', async () => {
      const filter = { _id: 'a', kind: 'k', 'by.id': '员工1', n: { $gt: 5 } }
      const change = { $set: { text: '你好' }, $inc: { times: 1 }, $setOnInsert: { at: new Date(5) } }
      expect(await given.inbox.updateOne(filter, change, upsert)).toMatchObject({
        matchedCount: 0,
        upsertedCount: 1,
        upsertedId: 'a',
      })
      expect(await given.inbox.findOne({})).toEqual({
        _id: 'a',
        kind: 'k',
        by: { id: '员工1' },
        text: '你好',
        times: 1,
        at: new Date(5),
      })
    })

    itBeyondFerretDB('takes equal parts out of $and as well', async () => {
      await given.inbox.updateOne({ _id: 'a', $and: [{ state: 'new' }] }, { $set: { n: 1 } }, upsert)
      expect(await given.inbox.findOne({})).toEqual({ _id: 'a', state: 'new', n: 1 })
    })

    it('makes up an _id when nothing fixes it', async () => {
      const { upsertedId } = await given.inbox.updateOne({ kind: 'k' }, { $set: { n: 1 } }, upsert)
      expect(String(upsertedId)).toMatch(/^[0-9a-f]{24}$/)
    })

    it('is refused with 11000 when the filter missed the document whose _id it names', async () => {
      await given.inbox.insertOne({ _id: 'lease', until: 10 })
      const take = given.inbox.updateOne({ _id: 'lease', until: { $lt: 5 } }, { $set: { until: 20 } }, upsert)
      await expect(take).rejects.toMatchObject({ code: 11000 })
      expect(await given.inbox.findOne({})).toEqual({ _id: 'lease', until: 10 })
    })
  })

  describe('findOneAndUpdate', () => {
    const after = { returnDocument: 'after', includeResultMetadata: false }

    it('changes the first in the order asked for and returns it as it is now, or null', async () => {
      await given.inbox.insertMany([
        { _id: 'a', n: 2, at: new Date(1) },
        { _id: 'b', n: 1, at: new Date(2) },
        { _id: 'c', n: 0, at: new Date(3), isDone: true },
      ])
      const change = { $set: { owner: '我' }, $inc: { n: 10 } }
      const open = { isDone: { $exists: false } }
      expect(await given.inbox.findOneAndUpdate(open, change, { ...after, sort: { n: 1 } })).toEqual({
        _id: 'b',
        n: 11,
        at: new Date(2),
        owner: '我',
      })
      expect(await given.inbox.findOneAndUpdate({ _id: 'z' }, change, after)).toBeNull()
    })

    it('returns the document as it was unless asked for it afterwards', async () => {
      await given.inbox.insertOne({ _id: 'a', n: 1 })
      const options = { includeResultMetadata: false }
      expect(await given.inbox.findOneAndUpdate({ _id: 'a' }, { $inc: { n: 1 } }, options)).toEqual({
        _id: 'a',
        n: 1,
      })
    })

    it('wraps the document in { value } unless told not to, as driver 5 does', async () => {
      await given.inbox.insertOne({ _id: 'a', n: 1 })
      const result = await given.inbox.findOneAndUpdate(
        { _id: 'a' },
        { $inc: { n: 1 } },
        { returnDocument: 'after' },
      )
      expect(result.value).toEqual({ _id: 'a', n: 2 })
    })

    it('upserts', async () => {
      const change = { $inc: { n: 1 }, $setOnInsert: { first: true } }
      const options = { ...after, upsert: true }
      expect(await given.inbox.findOneAndUpdate({ _id: 'a' }, change, options)).toEqual({
        _id: 'a',
        n: 1,
        first: true,
      })
      expect(await given.inbox.findOneAndUpdate({ _id: 'a' }, change, options)).toEqual({
        _id: 'a',
        n: 2,
        first: true,
      })
    })

    it('lets exactly one of many take a lease', async () => {
      await given.inbox.insertOne({ _id: 'a', leaseUntil: new Date(1000) })
      const take = (owner: number) =>
        given.inbox.findOneAndUpdate(
          { _id: 'a', leaseUntil: { $lt: new Date(2000) } },
          { $set: { owner, leaseUntil: new Date(9000) } },
          after,
        )
      const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => take(n)))
      expect(taken.filter(Boolean)).toHaveLength(1)
    })
  })
}
