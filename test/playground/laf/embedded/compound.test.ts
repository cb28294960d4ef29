import { expect, it } from 'vitest'
import { openDatabase } from '../../../../playground/laf/database'

it('finds the newest of a session after inserts, updates and deletions', async () => {
  const { db, close } = await openDatabase({})
  const chats = db.collection('chats')
  await chats.createIndex({ session: 1, askedAt: -1 })
  await chats.insertMany([
    { _id: 'a', session: '小测', askedAt: 1 },
    { _id: 'b', session: '小测', askedAt: 2 },
    { _id: 'c', session: '小李', askedAt: 3 },
    { _id: 'd', session: '小测', askedAt: 4 },
    { _id: 'e', session: '小测', askedAt: 5 },
  ])
  await chats.updateOne({ _id: 'a' }, { $set: { askedAt: 6 } })
  await chats.updateOne({ _id: 'e' }, { $set: { session: '小李' } })
  await chats.deleteOne({ _id: 'd' })
  const found = await chats.find({ session: '小测' }).sort({ askedAt: -1 }).limit(2).toArray()
  expect(found.map(({ _id }: { _id: string }) => _id)).toEqual(['a', 'b'])
  await close()
})

it('sorts correctly when a document has no number to sort by', async () => {
  const { db, close } = await openDatabase({})
  const chats = db.collection('chats')
  await chats.createIndex({ session: 1, askedAt: -1 })
  await chats.insertMany([
    { _id: 'a', session: '小测', askedAt: 2 },
    { _id: 'b', session: '小测' },
    { _id: 'c', session: '小测', askedAt: 1 },
  ])
  const found = await chats.find({ session: '小测' }).sort({ askedAt: 1 }).limit(3).toArray()
  expect(found.map(({ _id }: { _id: string }) => _id)).toEqual(['b', 'c', 'a'])
  await close()
})
