import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toAnswerCounts, toGroupKey, toPersonKeys, toTotalKeys } from '../../../functions/bot/counters'
import { createDatabase } from '../../../functions/storage/database'
import { ensureIndexes } from '../../../functions/storage/indexes'
import { createUsageStore, type UsageStore } from '../../../functions/storage/usage'
import { type FlakyDatabase, openFlakyDatabase } from '../../support/flaky-database'

/** 26 November 2026, 09:30 in China. */
const AT = Date.UTC(2026, 10, 26, 1, 30)
const [day, month] = toTotalKeys(AT)
const person = toPersonKeys(AT, 'zhangsan')

let database: FlakyDatabase
const all = () => database.inner.db.collection('usage').find({}).sort({ _id: 1 }).toArray()
const open = (): UsageStore => createUsageStore(createDatabase(() => database.db))

beforeEach(async () => {
  database = await openFlakyDatabase()
  await ensureIndexes(createDatabase(() => database.db))
})
afterEach(() => database.close())

describe('what is added', () => {
  it('is written fifty at a time', async () => {
    const usage = open()
    for (let n = 0; n < 120; n += 1) usage.add(toGroupKey(AT, `cid${n}`), { calls: 1 })
    const before = database.operations.length
    await usage.flush()
    expect(database.operations.slice(before)).toEqual(Array(3).fill('usage.bulkWrite'))
    expect(await all()).toHaveLength(120)
    expect(usage.isEmpty()).toBe(true)
  })

  it('is written by one operation, also where much is added to the same counters', async () => {
    const usage = open()
    for (const key of [day, month, person.day, person.month, toGroupKey(AT, 'cid1')]) {
      usage.add(key, toAnswerCounts({ prompt: 10, completion: 2 }))
      usage.add(key, { calls: 2 })
    }
    usage.name('zhangsan', '张三')
    const before = database.operations.length
    await usage.flush()
    expect(database.operations.slice(before)).toEqual(['usage.bulkWrite'])
    const counts = { answers: 1, tokens: 12, promptTokens: 10, completionTokens: 2, calls: 2 }
    expect(await all()).toEqual([
      { _id: 'day:2026-11-26', scope: 'day:2026-11-26', ...counts, expiresAt: expect.any(Date) },
      expect.objectContaining({ _id: 'group:2026-11:cid1', subject: 'cid1', ...counts }),
      { _id: 'month:2026-11', scope: 'month:2026-11', ...counts, expiresAt: expect.any(Date) },
      { _id: 'subject:zhangsan', name: '张三', expiresAt: expect.any(Date) },
      expect.objectContaining({ _id: 'user:2026-11-26:zhangsan', subject: 'zhangsan', ...counts }),
      expect.objectContaining({ _id: 'user:2026-11:zhangsan', scope: 'user:2026-11', ...counts }),
    ])
    await usage.flush()
    expect(database.operations.slice(before)).toHaveLength(1)
  })

  it('is added to what other processes wrote', async () => {
    const stores = [open(), open(), open()]
    for (const usage of stores) usage.add(month, toAnswerCounts({ prompt: 1, completion: 1 }))
    await Promise.all(stores.map((usage) => usage.flush()))
    expect(await all()).toMatchObject([{ answers: 3, tokens: 6 }])
  })

  it('is kept while the database is away and written when it is back', async () => {
    const usage = open()
    usage.add(month, { answers: 1 })
    database.stop('refuses')
    await expect(usage.flush()).rejects.toMatchObject({ name: 'DatabaseAway' })
    expect(usage.isEmpty()).toBe(false)
    usage.add(month, { answers: 1 })
    database.start()
    await usage.flush()
    expect(await all()).toMatchObject([{ answers: 2 }])
    expect(usage.isEmpty()).toBe(true)
  })
})

describe('a limit', () => {
  const steps = (limit: number) => [
    { key: person.day, below: { answers: limit } },
    { key: month, below: { answers: 100, tokens: 1_000 } },
  ]

  it.each([true, false])(
    'lets exactly as many of ten at once pass as it says, on two processes; probed: %s',
    async (isProbed) => {
      const stores = [open(), open()]
      if (isProbed) for (const usage of stores) await usage.probe()
      const taken = await Promise.all(Array.from({ length: 10 }, (_, n) => stores[n % 2]?.take(steps(3))))
      expect(taken.filter((refused) => refused === undefined)).toHaveLength(3)
      expect(taken.filter((refused) => refused === 0)).toHaveLength(7)
      expect(await stores[0]?.read([person.day, month])).toMatchObject([
        { answers: 3 },
        { answers: 3, tokens: 0 },
      ])
    },
  )

  it('costs one operation where the server tells which write failed', async () => {
    const usage = open()
    await usage.probe()
    const before = database.operations.length
    expect(await usage.take(steps(3), { id: 'zhangsan' })).toBeUndefined()
    expect(database.operations.slice(before)).toEqual(['usage.bulkWrite'])
  })

  it.each([true, false])(
    'of which a later counter is full leaves the earlier ones as they were; probed: %s',
    async (isProbed) => {
      const usage = open()
      if (isProbed) await usage.probe()
      usage.add(month, { answers: 5, tokens: 1_000 })
      await usage.flush()
      expect(await usage.take(steps(3))).toBe(1)
      await usage.flush()
      expect(await usage.read([person.day, month])).toMatchObject([
        { answers: 0 },
        { answers: 5, tokens: 1_000 },
      ])
    },
  )

  it('holds for a counter that has been used for other numbers only', async () => {
    const usage = open()
    usage.add(month, { calls: 7 })
    await usage.flush()
    expect(await usage.take(steps(1))).toBeUndefined()
  })

  it.each(['refuses', 'hangs'] as const)(
    'counts nothing when the database %s and the caller is told so',
    async (how) => {
      const usage = open()
      database.stop(how)
      await expect(usage.take(steps(3))).rejects.toMatchObject({ name: 'DatabaseAway' })
      database.start()
      await new Promise((resolve) => setTimeout(resolve, 20))
      await usage.flush().catch(() => undefined)
      const counted = await usage.read([person.day, month])
      expect(counted.map(({ answers = 0 }) => answers)).toEqual([0, 0])
    },
  )
})

describe('a blocked person', () => {
  const take = (usage: UsageStore) => usage.take([], { id: 'zhangsan', name: '张三' })

  it('is refused by every process from then on, until unblocked', async () => {
    const [one, other] = [open(), open()]
    expect(await take(other)).toBeUndefined()
    await one.block('zhangsan')
    expect(await take(other)).toBe('blocked')
    expect(await other.unblock('zhangsan')).toBe(true)
    expect(await other.unblock('zhangsan')).toBe(false)
    expect(await take(one)).toBeUndefined()
  })

  it('stays blocked when an answer that was in work is counted', async () => {
    const usage = open()
    await usage.block('zhangsan')
    usage.name('zhangsan', '张三')
    usage.add(month, { answers: 1 })
    await usage.flush()
    expect(await all()).toMatchObject([{ answers: 1 }, { _id: 'subject:zhangsan', blocked: true }])
    expect(usage.isEmpty()).toBe(true)
  })

  it('can be one who was never counted', async () => {
    await open().block('lisi')
    expect(await open().take([], { id: 'lisi' })).toBe('blocked')
  })
})

describe('a report', () => {
  it('names the people with the most answers, most first, and counts those with one', async () => {
    const usage = open()
    for (const [id, answers] of [
      ['a', 1],
      ['b', 3],
      ['c', 2],
      ['d', 0],
    ] as const) {
      usage.add(toPersonKeys(AT, id).month, { answers, tokens: 10 * answers })
      usage.name(id, `名字${id}`)
    }
    await usage.flush()
    await usage.forget('c')
    expect(await usage.top('user:2026-11', 2)).toMatchObject([
      { subject: 'b', name: '名字b', answers: 3, tokens: 30 },
      { subject: 'c', name: undefined, answers: 2 },
    ])
    expect(await usage.people('user:2026-11')).toBe(3)
  })

  it('has empty counters where nothing was counted', async () =>
    expect(await open().read([day, month])).toEqual([{ _id: 'day:2026-11-26' }, { _id: 'month:2026-11' }]))

  it('to the admins is made by one process', async () => {
    const stores = [open(), open()]
    const first = await Promise.all(stores.map((usage) => usage.claimNotice('2026-11:80')))
    expect(first.toSorted()).toEqual([false, true])
    expect(await stores[0]?.claimNotice('2026-11:100')).toBe(true)
    expect(await stores[1]?.claimNotice('2026-12:80')).toBe(true)
  })

  it('to the admins may be made again after it was released', async () => {
    const usage = open()
    await usage.claimNotice('2026-11:80')
    await usage.releaseNotice('2026-11:80')
    expect(await usage.claimNotice('2026-11:80')).toBe(true)
    await usage.keepNotice('2026-11:80')
    expect(await usage.claimNotice('2026-11:80')).toBe(false)
  })
})
