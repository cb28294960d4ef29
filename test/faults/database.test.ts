import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import type { FlakyDatabase, Outage } from '../support/flaky-database'
import { answerOnDemand, joinParts, LONG_ANSWER, repeatQuestions } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, startOnFlakyDatabase } = useBot()
let database: FlakyDatabase

const start = async (replicas = 1) => {
  database = await startOnFlakyDatabase({ replicas })
  // Each process has a token and has loaded its packages, as in normal operation.
  for (const replica of bot.lafs.keys()) await warmUp(replica)
}

const warmUp = async (replica: number) => {
  await bot.ask({ kind: 'text', text: `早 ${replica}`, from: 'zhangwei' }, { replica })
  await bot.until('the end', bot.allDone)
  bot.dingtalk.store.deliveries.length = 0
}

afterEach(() => bot.kill())

/** Sends a message while time passes. @returns the callback, and how long the acknowledgement took, ms of the clock */
async function sendWhileTimePasses(
  text: string,
  how: { replica?: number; from?: string; body?: unknown } = {},
) {
  const { replica = 0, from, body } = how
  const message: OutgoingMessage = body ? { kind: 'raw', body } : { kind: 'text', text, from }
  let isAnswered = false
  const sent = bot.send(message, { replica, timeoutMs: 60_000 }).finally(() => {
    isAnswered = true
  })
  const ackMs = await advanceUntil(bot, 'the acknowledgement', () => isAnswered)
  return { callback: await sent, ackMs }
}

/** How long DingTalk waits for the acknowledgement. */
const ACK_LIMIT_MS = 2_500
/** The operations of an ordinary message: claim, session lock, memory, answer, turns, end. */
const STEPS = [1, 2, 3, 4, 5, 6]

describe.each<Outage>(['refuses', 'hangs', 'forgets'])('a database that %s', (how) => {
  it.each(STEPS)(
    'from operation %i of a message on does not keep it from being answered once',
    async (nth) => {
      await start(2)
      bot.openai.answer('答案 📦')
      database.at('before', nth, () => database.stop(how))
      const body = bot.dingtalk.build({ kind: 'text', text: '数据库没了怎么办？' })
      const { callback, ackMs } = await sendWhileTimePasses('', { body })
      expect(callback.status).toBe(200)
      expect(ackMs).toBeLessThan(ACK_LIMIT_MS)

      await advanceUntil(bot, 'the answer', () => bot.texts().length > 0)
      await advance(bot, 12_000)
      database.start()
      await advanceUntil(
        bot,
        'the end',
        async () => (await bot.documents('inbox')).length === 3 && bot.allDone(),
      )
      await sendWhileTimePasses('', { body, replica: 1 })
      await advance(bot, 15_000)
      expect(bot.texts()).toEqual(['答案 📦'])
    },
  )

  it('during the whole model call has the message in the inbox again when it is back', async () => {
    await start(2)
    const model = answerOnDemand(bot)
    database.stop(how)
    const { ackMs } = await sendWhileTimePasses('慢慢想')
    expect(ackMs).toBeLessThan(ACK_LIMIT_MS)
    await advance(bot, 15_000)
    database.start()
    await advance(bot, 15_000)
    expect(await bot.documents('inbox')).toHaveLength(3)
    // From here on the message survives its process.
    model.answer('慢慢想', '想好了')
    bot.lafs[0]?.kill()
    await advanceUntil(bot, 'the answer', () => bot.texts().length > 0)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts()).toEqual(['想好了'])
  })

  it('in the middle of many messages lets each be answered once and leaves none open', async () => {
    await start(2)
    repeatQuestions(bot)
    const people = Array.from(
      { length: 12 },
      (_, n) => bot.dingtalk.directory.addPerson({ nick: `同事${n}` }).id,
    )
    database.at('before', 20, () => database.stop(how))
    await Promise.all(people.map((from, n) => sendWhileTimePasses(`我是${from}`, { from, replica: n % 2 })))
    await advance(bot, 12_000)
    database.start()
    await advanceUntil(bot, 'all answers', () => bot.texts().length >= people.length)
    await advance(bot, 15_000)
    expect([...bot.texts()].sort()).toEqual(people.map((from) => `答：我是${from}`).sort())
    expect(await bot.allDone()).toBe(true)
  })
})

describe('a long outage of the database', () => {
  it('does not let a replica take over a message that another one still works on', async () => {
    await start(3)
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '想一分钟' }, { replica: 0 })
    await bot.until('the model to be asked', () => bot.openai.store.counts.open === 1)
    for (const how of ['hangs', 'refuses', 'hangs'] as const) {
      database.stop(how)
      await advance(bot, 13_000)
      database.start()
      await advance(bot, 16_000)
    }
    model.answer('想一分钟', '想好了')
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 20_000)
    expect(bot.texts()).toEqual(['想好了'])
    const retried = (await bot.documents('inbox')).find(({ attempts }) => attempts !== 1)
    expect(retried).toBeUndefined()
  })

  it('does not keep the message of a killed process from being taken over within 15 s of its end', async () => {
    await start(2)
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '还在吗' }, { replica: 0 })
    await bot.until('the model to be asked', () => bot.openai.store.counts.open === 1)
    database.stop('hangs')
    bot.lafs[0]?.kill()
    model.answer('还在吗', '还在')
    await advance(bot, 20_000)
    database.start()
    const waitedMs = await advanceUntil(bot, 'the answer', () => bot.texts().length > 0)
    expect(waitedMs).toBeLessThan(15_000)
  })

  it('loses no earlier turn, and turns are remembered again when it is over', async () => {
    await start()
    await bot.ask({ kind: 'text', text: '我叫小测' })
    database.stop('refuses')
    await sendWhileTimePasses('我叫什么？')
    await advanceUntil(bot, 'an answer without memory', () => bot.texts().length === 2)
    database.start()
    await advance(bot, 5_000)
    await bot.ask({ kind: 'text', text: '现在呢？' })
    expect(JSON.stringify(bot.openai.store.calls.at(-2)?.body.messages)).not.toContain('我叫小测')
    expect(JSON.stringify(bot.openai.store.calls.at(-1)?.body.messages)).toContain('我叫小测')
  })

  it('while the parts of a long answer are sent lets each part be delivered once', async () => {
    await start(2)
    bot.openai.answer(LONG_ANSWER)
    bot.dingtalk.on(({ type }) => {
      if (type === 'delivery' && bot.texts().length === 1) database.stop('hangs')
    })
    await sendWhileTimePasses('说来话长')
    await advance(bot, 20_000)
    database.start()
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 20_000)
    expect(joinParts(bot.texts())).toBe(joinParts([LONG_ANSWER]))
  })
})

describe('a slow database', () => {
  beforeEach(() => start())

  it.each([400, 900, 1_400])(
    'of %i ms an operation does not delay the acknowledgement beyond its limit',
    async (ms) => {
      const model = answerOnDemand(bot)
      await sendWhileTimePasses('第一句')
      await bot.until('the model to be asked', () => bot.openai.store.counts.open === 1)
      database.delay(ms)
      const second = await sendWhileTimePasses('第二句')
      expect(second.ackMs).toBeLessThan(ACK_LIMIT_MS)
      const command = await sendWhileTimePasses('/usage')
      expect(command.ackMs).toBeLessThan(ACK_LIMIT_MS)
      model.answer('第一句', '答一')
      model.answer('第二句', '答二')
      await advanceUntil(
        bot,
        'both answers',
        () => bot.texts().filter((text) => text.startsWith('答')).length === 2,
      )
      database.delay(0)
      await advance(bot, 30_000)
      // The order holds even where the second claim was decided after its acknowledgement.
      expect(bot.texts().filter((text) => text.startsWith('答'))).toEqual(['答一', '答二'])
    },
  )

  it('does not let a message be answered twice that arrives again during its claim', async () => {
    database.delay(1_000)
    const body = bot.dingtalk.build({ kind: 'text', text: '两次' })
    bot.openai.answer('一次')
    await Promise.all([
      sendWhileTimePasses('', { body }),
      sendWhileTimePasses('', { body }),
      sendWhileTimePasses('', { body }),
    ])
    database.delay(0)
    await advance(bot, 40_000)
    expect(bot.texts()).toEqual(['一次'])
  })
})

it('a message whose claim timed out on two replicas is answered by one of them', async () => {
  await start(2)
  bot.openai.answer('一次')
  database.delay(1_700, /insertOne/)
  const body = bot.dingtalk.build({ kind: 'text', text: '两边都来' })
  await Promise.all([0, 1].map((replica) => sendWhileTimePasses('', { body, replica })))
  database.delay(0)
  await advance(bot, 30_000)
  expect(bot.texts()).toEqual(['一次'])
})

describe('an ordinary message with a warm token', () => {
  beforeEach(() => start())

  it('costs 2 upstream calls and 6 database operations', async () => {
    const before = { operations: database.messageOperations().length, calls: bot.dingtalk.store.calls.length }
    await bot.ask({ kind: 'text', text: '你好' })
    await bot.until('the end', bot.allDone)
    expect(database.messageOperations().slice(before.operations)).toHaveLength(6)
    expect(bot.dingtalk.store.calls.slice(before.calls).map(({ route }) => route)).toEqual(['batchSend'])
    expect(bot.openai.store.counts.calls).toBe(2)
  })

  it('is acknowledged after the first operation', async () => {
    database.at('before', 1, () => database.stop('hangs'))
    expect((await sendWhileTimePasses('一')).ackMs).toBeGreaterThan(1_400)
  })

  it('is acknowledged before the second operation', async () => {
    database.at('before', 2, () => database.stop('hangs'))
    expect((await sendWhileTimePasses('二')).ackMs).toBeLessThan(1_000)
  })
})
