import { beforeEach, describe, expect, it } from 'vitest'
import type { Given } from './given'

/** Indexes keep fields unique and do not change what a filter finds. */
export function indexRules(given: Given) {
  const { itBeyondFerretDB } = given

  describe('indexes', () => {
    it('are named after their fields; creating one again has no effect', async () => {
      const keys = { conversationId: 1, createdAt: -1 }
      expect(await given.inbox.createIndex(keys)).toBe('conversationId_1_createdAt_-1')
      expect(await given.inbox.createIndex(keys)).toBe('conversationId_1_createdAt_-1')
    })

    it('do not change what is found', async () => {
      await given.inbox.createIndex({ conversationId: 1, createdAt: 1 })
      await given.inbox.createIndex({ until: 1 })
      await given.inbox.insertMany([
        { _id: 'a', conversationId: '群', createdAt: new Date(1), until: new Date(5) },
        { _id: 'b', conversationId: '群', createdAt: new Date(2), until: null },
        { _id: 'c', conversationId: '群', createdAt: new Date(3) },
        { _id: 'd', conversationId: null, createdAt: new Date(4), until: [new Date(1), new Date(9)] },
      ])
      expect(await given.ids({ conversationId: '群', createdAt: { $gte: new Date(2) } })).toEqual(['b', 'c'])
      expect(await given.ids({ conversationId: null })).toEqual(['d'])
      expect(await given.ids({ until: { $lt: new Date(6) } })).toEqual(['a', 'd'])
      expect(await given.ids({ until: { $lt: new Date(20) } })).toEqual(['a', 'd'])
      expect(await given.inbox.countDocuments({ until: { $lt: new Date(20) } })).toBe(2)
      expect(await given.ids({ until: { $in: [null, new Date(5)] } })).toEqual(['a', 'b', 'c'])
      expect(await given.ids({ until: null })).toEqual(['b', 'c'])
      expect(await given.inbox.deleteMany({ until: { $gte: new Date(0) } })).toMatchObject({
        deletedCount: 2,
      })
    })

    it('on several fields do not change what is found, for all types of the first field', async () => {
      await given.inbox.createIndex({ state: 1, n: 1 })
      await given.inbox.insertMany([
        { _id: 'a', state: 'new', n: 1 },
        { _id: 'b', state: ['new', 'old'], n: 2 },
        { _id: 'c', state: null, n: 3 },
        { _id: 'd', n: 4 },
      ])
      expect(await given.ids({ state: 'new' })).toEqual(['a', 'b'])
      expect(await given.ids({ state: { $in: ['old', 'new'] } })).toEqual(['a', 'b'])
      expect(await given.ids({ state: { $in: [null, 'new'] } })).toEqual(['a', 'b', 'c', 'd'])
      expect(await given.ids({ state: { $ne: 'new' } })).toEqual(['c', 'd'])
      await given.inbox.updateOne({ _id: 'a' }, { $set: { state: 'done' } })
      await given.inbox.deleteOne({ _id: 'b' })
      expect(await given.ids({ state: 'new' })).toEqual([])
      expect(await given.ids({ state: 'done', n: { $lt: 2 } })).toEqual(['a'])
    })

    describe('that are unique', () => {
      const taken = { code: 11000 }

      beforeEach(async () => {
        await given.inbox.createIndex({ slug: 1 }, { unique: true })
        await given.inbox.insertMany([
          { _id: 'a', slug: '甲' },
          { _id: 'b', slug: '乙' },
        ])
      })

      it('refuse a second document with 11000', async () => {
        await expect(given.inbox.insertOne({ _id: 'c', slug: '甲' })).rejects.toMatchObject(taken)
        const change = { $set: { slug: '甲' } }
        await expect(given.inbox.updateOne({ _id: 'c' }, change, { upsert: true })).rejects.toMatchObject(
          taken,
        )
        expect(await given.ids({})).toEqual(['a', 'b'])
      })

      it('let a value be used again when its document is gone or has another', async () => {
        await given.inbox.deleteOne({ _id: 'a' })
        await given.inbox.updateOne({ _id: 'b' }, { $set: { slug: '甲' } })
        expect(await given.ids({ slug: '甲' })).toEqual(['b'])
      })

      it('name the field in the error, or none', async () => {
        const error = await given.inbox.insertOne({ _id: 'c', slug: '甲' }).catch((reason: unknown) => reason)
        expect(error).toMatchObject(taken)
        if (given.database.kind === 'embedded' || error.keyPattern)
          expect(error).toMatchObject({ keyPattern: { slug: 1 }, keyValue: { slug: '甲' } })
      })

      itBeyondFerretDB('refuse an update with 11000 and change nothing', async () => {
        const update = given.inbox.updateOne({ _id: 'b' }, { $set: { slug: '甲', n: 1 } })
        await expect(update).rejects.toMatchObject(taken)
        expect(await given.inbox.findOne({ _id: 'b' })).toEqual({ _id: 'b', slug: '乙' })
      })

      itBeyondFerretDB('allow one document without the field and no second', async () => {
        await given.inbox.insertOne({ _id: 'c' })
        await expect(given.inbox.insertOne({ _id: 'd' })).rejects.toMatchObject(taken)
      })

      it('cannot be created while two documents have the same value', async () => {
        await given.inbox.insertMany([
          { _id: 'c', slug: 1, kind: 'x' },
          { _id: 'd', slug: 2, kind: 'x' },
        ])
        await expect(given.inbox.createIndex({ kind: 1 }, { unique: true })).rejects.toThrow()
        await given.inbox.insertOne({ _id: 'e', slug: 3, kind: 'x' })
      })
    })

    itBeyondFerretDB('may ask for expiry', async () => {
      await given.inbox.createIndex({ createdAt: 1 }, { expireAfterSeconds: 3600 })
      await given.inbox.insertOne({ _id: 'a', createdAt: new Date() })
      expect(await given.ids({})).toEqual(['a'])
    })
  })
}
