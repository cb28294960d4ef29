import { beforeEach, describe, expect, it } from 'vitest'
import type { Given } from './given'

/** Filters, sorting and projection give what MongoDB gives. */
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
      [{ n: { $gte: 2 } }, 'bc'],
      [{ n: { $gte: 2, $lt: 3 } }, 'b'],
      [{ _id: { $gte: 'd' } }, 'de'],
      [{ _id: { $in: ['b', 'c'] }, state: 'done', n: { $lte: 2 } }, 'b'],
      [{ at: { $lt: new Date(2000) } }, 'a'],
      [{ at: { $gte: new Date(2000) } }, 'bc'],
      [{ at: new Date(2000) }, 'b'],
      [{ state: { $ne: 'done' } }, 'ade'],
      [{ state: { $in: ['new', 'done'] } }, 'abc'],
      [{ _id: { $in: ['a', 'e', 'z'] } }, 'ae'],
      [{ state: { $in: [] } }, ''],
      [{ tags: 'y' }, 'ac'],
      [{ tags: { $ne: 'y' } }, 'bde'],
    ])('%j finds %s', async (filter, expected) => {
      expect((await given.ids(filter)).join('')).toBe(expected)
      expect(await given.inbox.countDocuments(filter)).toBe(expected.length)
    })

    it('treats a missing field as null', async () => {
      expect(await given.ids({ state: null })).toEqual(['d', 'e'])
      expect(await given.ids({ state: { $in: [null, 'new'] } })).toEqual(['a', 'd', 'e'])
      expect(await given.ids({ state: { $ne: null } })).toEqual(['a', 'b', 'c'])
    })

    it('finds null when nothing matches', async () => {
      expect(await given.inbox.findOne({ _id: 'z' })).toBeNull()
      expect(await given.all({ _id: 'z' })).toEqual([])
    })

    it('gives one document after the other in order, then null, and nothing after its end', async () => {
      const cursor = given.inbox.find({ n: { $gte: 1 } }, { batchSize: 2 }).sort({ n: -1 })
      const seen: unknown[] = []
      for (let n = 0; n < 3; n += 1) seen.push((await cursor.next())._id)
      expect(seen).toEqual(['c', 'b', 'a'])
      expect(await cursor.next()).toBeNull()
      await cursor.close()
    })

    it('sorts before it limits', async () => {
      const found = await given.inbox
        .find({ n: { $gte: 1 } })
        .sort({ n: -1 })
        .limit(2)
        .toArray()
      expect(found.map(({ _id }: { _id: string }) => _id)).toEqual(['c', 'b'])
    })

    it('sorts missing fields and null before numbers, and numbers before text', async () => {
      const found = await given.inbox.find({}).sort({ n: 1 }).toArray()
      expect(found.map(({ _id }: { _id: string }) => _id)).toEqual(['e', 'a', 'b', 'c', 'd'])
    })

    it('projects the fields asked for and the _id', async () => {
      const projection = { n: 1, missing: 1 }
      expect(await given.inbox.findOne({ _id: 'a' }, { projection })).toEqual({ _id: 'a', n: 1 })
      expect(await given.inbox.find({ n: 3 }, { projection }).toArray()).toEqual([{ _id: 'c', n: 3 }])
      expect(await given.inbox.find({ n: 3 }).project({ _id: 1 }).toArray()).toEqual([{ _id: 'c' }])
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

    itBeyondFerretDB('throws for an unknown operator even without documents to compare', async () => {
      await given.inbox.deleteMany({})
      await expect(given.all({ n: { $near: 1 } })).rejects.toThrow()
    })
  })
}
