import { beforeEach, describe, expect, it } from 'vitest'
import type { Given } from './given'

/** Updates are exact, counted and atomic. */
export function updateRules(given: Given) {
  describe('updating', () => {
    beforeEach(() =>
      given.inbox.insertOne({ _id: 'a', n: 1, at: new Date(1000), inner: { kept: '保留' }, list: ['x'] }),
    )
    const update = async (change: object) => {
      await given.inbox.updateOne({ _id: 'a' }, change)
      return given.inbox.findOne({ _id: 'a' })
    }

    it('$set changes and adds fields', async () => {
      const changed = await update({ $set: { n: 2, inner: { new: '新' }, other: new Date(7) } })
      expect(changed).toEqual({
        _id: 'a',
        n: 2,
        at: new Date(1000),
        inner: { new: '新' },
        list: ['x'],
        other: new Date(7),
      })
    })

    it('$unset removes fields and ignores missing ones', async () => {
      const changed = await update({ $unset: { n: '', inner: '', nothing: '' } })
      expect(changed).toEqual({ _id: 'a', at: new Date(1000), list: ['x'] })
    })

    it('$inc adds, starts a missing field at zero and refuses a field that is not a number', async () => {
      expect(await update({ $inc: { n: -3, times: 2 } })).toMatchObject({ n: -2, times: 2 })
      await expect(update({ $inc: { list: 1 } })).rejects.toThrow()
    })

    it('$max only raises, numbers as well as Dates', async () => {
      expect(await update({ $max: { n: 5, at: new Date(500), fresh: 1 } })).toMatchObject({
        n: 5,
        at: new Date(1000),
        fresh: 1,
      })
      expect(await update({ $max: { n: 4, at: new Date(2000) } })).toMatchObject({ n: 5, at: new Date(2000) })
    })

    it('$max puts types in the order MongoDB has for them', async () => {
      const order = [null, -1, 5, '', 'b', false, true, new Date(0), new Date(1)]
      for (const [place, value] of order.entries()) {
        expect(await update({ $set: { n: value }, $unset: { at: '' } })).toMatchObject({ n: value })
        for (const [other, rival] of order.entries()) {
          const changed = await update({ $max: { n: rival } })
          expect(changed.n).toEqual(order[Math.max(place, other)])
          await update({ $set: { n: value } })
        }
      }
    })

    it('$setOnInsert does not change an existing document', async () => {
      expect(await update({ $set: { n: 9 }, $setOnInsert: { n2: 1 } })).not.toHaveProperty('n2')
    })

    it('counts the documents that matched and those that are different now', async () => {
      const result = { acknowledged: true, upsertedCount: 0, upsertedId: null }
      const same = await given.inbox.updateOne({ _id: 'a' }, { $set: { n: 1 } })
      expect(same).toEqual({ ...result, matchedCount: 1, modifiedCount: 0 })
      const other = await given.inbox.updateOne({ _id: 'a' }, { $set: { n: 2 } })
      expect(other).toEqual({ ...result, matchedCount: 1, modifiedCount: 1 })
      const none = await given.inbox.updateOne({ _id: 'z' }, { $set: { n: 2 } })
      expect(none).toEqual({ ...result, matchedCount: 0, modifiedCount: 0 })
    })

    it('updateMany changes every match, updateOne one', async () => {
      await given.inbox.insertMany([{ _id: 'b' }, { _id: 'c' }])
      expect(await given.inbox.updateMany({}, { $set: { state: 'x' } })).toMatchObject({ matchedCount: 3 })
      expect(await given.inbox.updateOne({}, { $set: { state: 'y' } })).toMatchObject({ matchedCount: 1 })
      expect(await given.inbox.countDocuments({ state: 'x' })).toBe(2)
    })

    it('refuses a document without operators, unknown operators and another _id', async () => {
      await expect(update({ n: 5 })).rejects.toThrow()
      await expect(update({})).rejects.toThrow()
      await expect(update({ $multiply: { n: 5 } })).rejects.toThrow()
      await expect(update({ $set: { _id: 'b' } })).rejects.toThrow()
      await expect(update({ $set: { n: 1 }, $inc: { n: 1 } })).rejects.toThrow()
      expect(await given.inbox.findOne({})).toMatchObject({ _id: 'a', n: 1 })
    })

    it('in bulk stops at the first key that exists', async () => {
      const updateOne = (_id: string, n: number, limit: number) => ({
        updateOne: { filter: { _id, n: { $lt: limit } }, update: { $inc: { n } }, upsert: true },
      })
      const writes = [updateOne('b', 5, 9), updateOne('a', 1, 1), updateOne('c', 5, 9)]
      await expect(given.inbox.bulkWrite(writes, { ordered: true })).rejects.toMatchObject({ code: 11000 })
      expect(await given.all()).toMatchObject([
        { _id: 'a', n: 1 },
        { _id: 'b', n: 5 },
      ])
    })

    it('in bulk takes fifty at a time', async () => {
      const writes = Array.from({ length: 50 }, (_, n) => ({
        updateOne: { filter: { _id: `n${n}` }, update: { $inc: { n } }, upsert: true },
      }))
      for (let round = 0; round < 3; round += 1) await given.inbox.bulkWrite(writes, { ordered: false })
      expect((await given.inbox.findOne({ _id: 'n49' })).n).toBe(147)
    })

    given.itBeyondFerretDB(
      'in bulk tells the place of the key that exists, and unordered goes on',
      async () => {
        const write = (_id: string) => ({
          updateOne: { filter: { _id, n: 0 }, update: { $set: { n: 2 } }, upsert: true },
        })
        const failed = given.inbox.bulkWrite(['b', 'a', 'c'].map(write), { ordered: false })
        const places = await failed.catch(
          ({ writeErrors }: { writeErrors: { index: number }[] }) => writeErrors,
        )
        expect(places.map(({ index }: { index: number }) => index)).toEqual([1])
        expect((await given.all()).map(({ _id }: { _id: string }) => _id)).toEqual(['a', 'b', 'c'])
      },
    )

    it('loses no increment of many at once', async () => {
      await Promise.all(
        Array.from({ length: 30 }, () => given.inbox.updateOne({ _id: 'a' }, { $inc: { n: 1 } })),
      )
      expect((await given.inbox.findOne({})).n).toBe(31)
    })
  })
}
