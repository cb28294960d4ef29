import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAccessTokenStore } from '../../../functions/storage/access-token'
import { createDatabase } from '../../../functions/storage/database'
import { type OpenDatabase, openDatabase } from '../../../playground/laf/database'

let database: OpenDatabase

beforeEach(async () => {
  database = await openDatabase({})
})
afterEach(() => database.close())

const storeOf = (appKey: string) =>
  createAccessTokenStore(
    createDatabase(() => database.db),
    appKey,
  )
const all = () => database.db.collection('token').find({}).toArray()

it('a changed token replaces the earlier one', async () => {
  const { read, write } = storeOf('ding1')
  expect(await read()).toBeUndefined()
  for (const n of [1, 2, 3]) await write({ token: `t${n}`, expiresAt: n })
  expect(await read()).toEqual({ token: 't3', expiresAt: 3 })
  expect(await all()).toHaveLength(1)
})

it('each app has its own token', async () => {
  await storeOf('ding1').write({ token: 't1', expiresAt: 1 })
  await storeOf('ding2').write({ token: 't2', expiresAt: 2 })
  expect(await storeOf('ding1').read()).toEqual({ token: 't1', expiresAt: 1 })
})

it.each([{ token: 42, expiredAt: 1 }, { token: 't' }, { token: 't', expiredAt: '明天' }])(
  'a document of another form is ignored: %j',
  async (strange) => {
    await database.db.collection('token').insertOne({ _id: 'ding1', ...strange })
    expect(await storeOf('ding1').read()).toBeUndefined()
  },
)
