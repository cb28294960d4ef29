import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../../playground/laf/database'

type Step =
  | { do: 'insert'; id: number; session: string; at: number }
  | { do: 'update'; id: number; session: string; at: number }
  | { do: 'remove'; id: number }

const session = fc.constantFrom('小测', '小李')
const id = fc.integer({ min: 0, max: 12 })
const at = fc.integer({ min: 0, max: 1_000_000 })
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('insert' as const), id, session, at }),
    fc.record({ do: fc.constant('update' as const), id, session, at }),
    fc.record({ do: fc.constant('remove' as const), id }),
  ) as fc.Arbitrary<Step>,
  { maxLength: 40 },
)

it('finds the newest of a session as sorting all of them does, after any inserts, updates and deletions', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), fc.boolean(), async (done, limit, early) => {
      const { db, close } = await openDatabase({})
      const chats = db.collection('chats')
      const expected = new Map<string, { _id: string; session: string; askedAt: number }>()
      if (early) await chats.createIndex({ session: 1, askedAt: -1 })
      for (const [n, step] of done.entries()) {
        const _id = `turn${step.id}`
        if (step.do === 'remove') {
          await chats.deleteOne({ _id })
          expected.delete(_id)
          continue
        }
        // A different fraction for each step: the order of equal times is not specified.
        const document = { _id, session: step.session, askedAt: step.at + n / 100 }
        if (step.do === 'insert' && !expected.has(_id)) await chats.insertOne({ ...document })
        else await chats.updateOne({ _id }, { $set: { session: step.session, askedAt: document.askedAt } })
        if (step.do === 'insert' || expected.has(_id)) expected.set(_id, document)
      }
      if (!early) await chats.createIndex({ session: 1, askedAt: -1 })
      for (const direction of [1, -1] as const) {
        const found = await chats
          .find({ session: '小测' })
          .sort({ askedAt: direction })
          .limit(limit)
          .toArray()
        const sorted = [...expected.values()]
          .filter((document) => document.session === '小测')
          .sort((a, b) => direction * (a.askedAt - b.askedAt))
          .slice(0, limit)
        expect(found).toEqual(sorted)
      }
      await close()
    }),
    { numRuns: 150 },
  )
})
