import { beforeEach, describe, expect, it } from 'vitest'
import type { Given } from './given'

/** A filter finds what MongoDB would find. */
export function findRules(given: Given) {
  const { itBeyondFerretDB } = given

  describe('finding', () => {
    beforeEach(async () => {
      await given.inbox.insertMany([
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
      expect((await given.ids(filter)).join('')).toBe(expected)
      expect(await given.inbox.countDocuments(filter)).toBe(expected.length)
    })

    it('takes null for a missing field, too', async () => {
      expect(await given.ids({ state: null })).toEqual(['d', 'e'])
      expect(await given.ids({ state: { $in: [null, 'new'] } })).toEqual(['a', 'd', 'e'])
      expect(await given.ids({ state: { $ne: null } })).toEqual(['a', 'b', 'c'])
    })

    it('finds null when nothing matches', async () => {
      expect(await given.inbox.findOne({ _id: 'z' })).toBeNull()
      expect(await given.all({ _id: 'z' })).toEqual([])
    })

    it('sorts by several fields, each in its own direction, before it limits', async () => {
      const found = await given.inbox
        .find({ n: { $gte: 1 } })
        .sort({ state: 1, n: -1 })
        .limit(2)
        .toArray()
      expect(found.map(({ _id }: { _id: string }) => _id)).toEqual(['c', 'b'])
    })

    it('findOne takes the first in the order asked for', async () => {
      expect((await given.inbox.findOne({ state: 'done' }, { sort: { n: -1 } }))._id).toBe('c')
    })

    it('projects fields in and out', async () => {
      expect(await given.inbox.findOne({ _id: 'a' }, { projection: { n: 1, 'by.name': 1 } })).toEqual({
        _id: 'a',
        n: 1,
        by: { name: '小明' },
      })
      expect(await given.inbox.findOne({ _id: 'a' }, { projection: { _id: 0, n: true } })).toEqual({ n: 1 })
      expect(await given.inbox.find({ _id: 'c' }, { projection: { at: 0, tags: 0 } }).toArray()).toEqual([
        { _id: 'c', n: 3, state: 'done' },
      ])
      expect(await given.inbox.find({ _id: 'c' }).project({ _id: 1 }).toArray()).toEqual([{ _id: 'c' }])
    })

    it('hands out copies: changing one changes nothing stored', async () => {
      const [first] = await given.all({ _id: 'a' })
      first.by.name = 'changed'
      first.tags.push('z')
      first.at.setFullYear(2000)
      const again = await given.inbox.findOne({ _id: 'a' })
      expect(again).toMatchObject({ by: { name: '小明' }, tags: ['x', 'y'], at: new Date(1000) })
    })

    it('throws for an operator it does not know', async () => {
      await expect(given.all({ n: { $near: 1 } })).rejects.toThrow()
      await expect(given.inbox.countDocuments({ $xor: [{}] })).rejects.toThrow()
    })

    itBeyondFerretDB('throws for an unknown operator even if there is nothing to compare with', async () => {
      await given.inbox.deleteMany({})
      await expect(given.all({ n: { $near: 1 } })).rejects.toThrow()
    })
  })
}
