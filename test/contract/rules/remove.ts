import { describe, expect, it } from 'vitest'
import type { Given } from './given'

/** Deleting removes documents and frees their keys. */
export function removeRules(given: Given) {
  describe('deleting', () => {
    it('removes one or all that match and counts them', async () => {
      await given.inbox.insertMany(
        ['a', 'b', 'c', 'd'].map((_id) => ({ _id, state: _id < 'd' ? 'old' : 'new' })),
      )
      expect(await given.inbox.deleteOne({ _id: 'a' })).toEqual({ acknowledged: true, deletedCount: 1 })
      expect(await given.inbox.deleteOne({ _id: 'a' })).toEqual({ acknowledged: true, deletedCount: 0 })
      expect(await given.inbox.deleteMany({ state: 'old' })).toEqual({ acknowledged: true, deletedCount: 2 })
      expect(await given.ids({})).toEqual(['d'])
      expect(await given.inbox.deleteMany({})).toMatchObject({ deletedCount: 1 })
    })

    it('lets the _id be used again', async () => {
      await given.inbox.insertOne({ _id: 'a' })
      await given.inbox.deleteOne({ _id: 'a' })
      await given.inbox.insertOne({ _id: 'a' })
      expect(await given.inbox.countDocuments({})).toBe(1)
    })
  })
}
