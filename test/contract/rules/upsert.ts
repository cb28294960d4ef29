import { describe, expect, it } from 'vitest'
import type { Given } from './given'

/** An upsert inserts what the filter does not find; a conditional update succeeds once. */
export function upsertRules(given: Given) {
  describe('upserting', () => {
    const upsert = { upsert: true }

    it('inserts a document made from the equalities of the filter and the update', async () => {
      const filter = { _id: 'a', kind: 'k', n: { $gte: 5 } }
      const change = { $set: { text: '你好' }, $inc: { times: 1 }, $setOnInsert: { at: new Date(5) } }
      expect(await given.inbox.updateOne(filter, change, upsert)).toMatchObject({
        matchedCount: 0,
        upsertedCount: 1,
        upsertedId: 'a',
      })
      expect(await given.inbox.findOne({})).toEqual({
        _id: 'a',
        kind: 'k',
        text: '你好',
        times: 1,
        at: new Date(5),
      })
    })

    it('creates an _id when the filter has none', async () => {
      const { upsertedId } = await given.inbox.updateOne({ kind: 'k' }, { $set: { n: 1 } }, upsert)
      expect(String(upsertedId)).toMatch(/^[0-9a-f]{24}$/)
    })

    it('fails with 11000 when another condition excludes the document whose _id the filter names', async () => {
      await given.inbox.insertOne({ _id: 'lease', until: 10 })
      const take = given.inbox.updateOne({ _id: 'lease', until: { $lt: 5 } }, { $set: { until: 20 } }, upsert)
      await expect(take).rejects.toMatchObject({ code: 11000 })
      expect(await given.inbox.findOne({})).toEqual({ _id: 'lease', until: 10 })
    })
  })

  describe('updating with a condition', () => {
    it('lets exactly one of many take a lease', async () => {
      await given.inbox.insertOne({ _id: 'a', leaseUntil: new Date(1000) })
      const take = (owner: number) =>
        given.inbox.updateOne(
          { _id: 'a', leaseUntil: { $lt: new Date(2000) } },
          { $set: { owner, leaseUntil: new Date(9000) } },
        )
      const results = await Promise.all(Array.from({ length: 20 }, (_, n) => take(n)))
      expect(results.filter(({ matchedCount }) => matchedCount === 1)).toHaveLength(1)
    })
  })
}
