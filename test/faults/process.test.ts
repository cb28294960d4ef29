import { describe, expect, it } from 'vitest'
import type { FlakyDatabase } from '../support/flaky-database'
import { answerOnDemand } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, startOnFlakyDatabase } = useBot()
let database: FlakyDatabase

const start = async (replicas = 1) => {
  database = await startOnFlakyDatabase({ replicas })
}

const count = (operation: string) => database.operations.filter((one) => one === operation).length

describe('one process', () => {
  it('searches for abandoned messages every 3 s with one timer, also after a republish', async () => {
    await start()
    for (let n = 0; n < 5; n += 1) {
      bot.lafs[0]?.reload()
      await bot.ask({ kind: 'text', text: `第 ${n} 版` })
    }
    await advance(bot, 3_000)
    const before = count('inbox.find(leaseUntil)')
    await advance(bot, 30_000)
    const searches = count('inbox.find(leaseUntil)') - before
    expect(searches).toBeGreaterThanOrEqual(9)
    expect(searches).toBeLessThanOrEqual(11)
  })

  it('renews leases only while it works on a message', async () => {
    await start()
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '想想' })
    await advance(bot, 20_000)
    expect(count('inbox.updateMany')).toBeGreaterThanOrEqual(5)
    model.answer('想想', '好了')
    await advanceUntil(bot, 'the end', bot.allDone)
    const before = count('inbox.updateMany')
    await advance(bot, 20_000)
    expect(count('inbox.updateMany')).toBe(before)
  })

  it('lets an older copy of the function finish its message after a republish, and drains it', async () => {
    await start()
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '旧版的问题' })
    bot.lafs[0]?.reload()
    model.answer('新版的问题', '新版的答案')
    await bot.ask({ kind: 'text', text: '新版的问题', from: 'xiaoli' })
    const closed = bot.lafs[0]?.close()
    await advance(bot, 3_000)
    model.answer('旧版的问题', '旧版的答案')
    await closed
    expect(bot.texts()).toEqual(['新版的答案', '旧版的答案'])
    expect(await bot.allDone()).toBe(true)
  })

  it('closes the messages that an older copy could not close while the database was away', async () => {
    await start(2)
    bot.openai.answer('答案')
    database.at('before', 6, () => database.stop('hangs'))
    await bot.send({ kind: 'text', text: '你好' }, { replica: 0 })
    await advanceUntil(bot, 'the answer', () => bot.texts().length === 1)
    await advance(bot, 3_000)
    bot.lafs[0]?.reload()
    void bot.send({ kind: 'text', text: '新版', from: 'xiaoli' }, { replica: 0 })
    await advance(bot, 33_000)
    database.start()
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 20_000)
    expect(bot.texts()).toHaveLength(2)
  })
})

describe('indexes', () => {
  it('are created once by every process, and no answer waits for them', async () => {
    await start()
    database.delay(10 * 60_000, /createIndex/)
    await bot.start()
    const indexes = database.operations.filter((operation) => operation.endsWith('createIndex')).length
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '还没有索引' }, { replica: 0 })
    await bot.until('the model to be asked', () => bot.openai.store.counts.calls === 1)
    bot.lafs[0]?.kill()
    model.answer('还没有索引', '有答案')
    const waitedMs = await advanceUntil(
      bot,
      'the answer of the replica without indexes',
      () => bot.texts().length === 1,
    )
    expect(waitedMs).toBeLessThan(15_000)
    await advance(bot, 60_000)
    expect(database.operations.filter((operation) => operation.endsWith('createIndex'))).toHaveLength(indexes)
  })

  it('are not needed: messages are answered where the server refuses them', async () => {
    await start()
    database.refuse(/createIndex/)
    await bot.start()
    bot.openai.answer('答案')
    for (let n = 0; n < 3; n += 1) await bot.ask({ kind: 'text', text: `第 ${n} 句` })
    expect(bot.texts()).toEqual(['答案', '答案', '答案'])
  })
})

describe('stored documents', () => {
  const DAY_MS = 24 * 60 * 60 * 1_000

  it('that have expired are removed in batches, and no others', async () => {
    await start()
    const expired = (n: number) => ({
      _id: `old-${n}`,
      state: 'done',
      sessionLock: `old-${n}`,
      expiresAt: new Date(bot.clock.now() - 1_000),
    })
    for (const name of ['inbox', 'chats']) {
      await database.db.collection(name).insertMany(Array.from({ length: 1_200 }, (_, n) => expired(n)))
    }
    await bot.ask({ kind: 'text', text: '新的' })
    // Another process: each one removes expired documents soon after its start and then once an hour.
    database.refuse(/createIndex/)
    await bot.start()
    await advanceUntil(
      bot,
      'the expired documents to be removed',
      async () => (await bot.documents('inbox')).length === 1,
      90_000,
    )
    await advanceUntil(
      bot,
      'the expired turns to be removed',
      async () => (await bot.documents('chats')).length === 2,
    )
  })

  it('keep a message for a day, so that a replay is not answered again', async () => {
    await start()
    bot.openai.answer('答案')
    const body = bot.dingtalk.build({ kind: 'text', text: '再放一次' })
    await bot.ask({ kind: 'raw', body })
    await bot.until('the end', bot.allDone)
    bot.lafs[0]?.kill()
    bot.clock.advance(DAY_MS - 60_000)
    await bot.start()
    await advance(bot, 4_000)
    expect(await bot.documents('inbox')).toHaveLength(1)
    await bot.send({ kind: 'raw', body })
    await advance(bot, 10_000)
    expect(bot.texts()).toEqual(['答案'])
  })

  it('in the inbox lose their texts as soon as the message is done', async () => {
    await start()
    bot.openai.answer('别记在信箱里')
    await bot.ask({ kind: 'text', text: '悄悄话' })
    await bot.until('the end', bot.allDone)
    expect(JSON.stringify(await bot.documents('inbox'))).not.toMatch(/悄悄话|别记在信箱里|sessionWebhook/)
  })
})
