import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Callback } from '../../playground/dingtalk/store'
import type { Bot } from '../support/bot'
import { type FlakyDatabase, type Outage, startFlakyBot } from '../support/flaky-database'
import { answerOnDemand, LONG_ANSWER } from '../support/model'
import { advance, advanceUntil, allDone } from '../support/time'

let bot: Bot
let database: FlakyDatabase

const start = async (options: Parameters<typeof startFlakyBot>[0] = {}) => {
  const started = await startFlakyBot(options)
  bot = started.bot
  database = started.database
  // A token in hand and every package loaded, as in a process that has been at work for a while.
  for (const replica of bot.lafs.keys()) await warmUp(replica)
}

const warmUp = async (replica: number) => {
  await bot.ask({ kind: 'text', text: `早 ${replica}`, from: 'zhangwei' }, { replica })
  await bot.until('the end', () => allDone(bot))
  bot.dingtalk.store.deliveries.length = 0
}

afterEach(async () => {
  database.delay(0)
  database.start()
  for (const laf of bot.lafs) laf.kill()
  await bot.close()
  await database.close()
})

const shown = () => bot.dingtalk.store.deliveries.map(({ text }) => text)

/** Sends while time passes. @returns the callback and how long its acknowledgement took on the clock, in ms */
async function sendInTime(text: string, how: { replica?: number; from?: string; body?: unknown } = {}) {
  let callback: Callback | undefined
  const { replica = 0, from, body } = how
  void bot
    .send(body ? { kind: 'raw', body } : { kind: 'text', text, from }, { replica, timeoutMs: 60_000 })
    .then((answered) => {
      callback = answered
    })
  const ackMs = await advanceUntil(bot, 'the acknowledgement', () => callback !== undefined)
  return { callback: callback as unknown as Callback, ackMs }
}

/** What DingTalk waits. */
const PATIENCE_MS = 2_500
/** The operations of an ordinary message: claim, turn, memory, answer, turns, end. */
const STEPS = [1, 2, 3, 4, 5, 6]

describe.each<Outage>(['refuses', 'hangs', 'forgets'])('a database that %s', (how) => {
  it.each(STEPS)(
    'from operation %i of a message on: it is answered all the same, and only once',
    async (nth) => {
      await start({ replicas: 2 })
      bot.openai.answer('答案 📦')
      database.at('before', nth, () => database.stop(how))
      const body = bot.dingtalk.build({ kind: 'text', text: '数据库没了怎么办？' })
      const { callback, ackMs } = await sendInTime('', { body })
      expect(callback.status).toBe(200)
      expect(ackMs).toBeLessThan(PATIENCE_MS)

      await advanceUntil(bot, 'the answer', () => shown().length > 0)
      await advance(bot, 12_000)
      database.start()
      await advanceUntil(
        bot,
        'the end',
        async () => (await bot.documents('inbox')).length === 3 && allDone(bot),
      )
      await sendInTime('', { body, replica: 1 })
      await advance(bot, 15_000)
      expect(shown()).toEqual(['答案 📦'])
    },
  )

  it('for all the time the model thinks: when it is back, the message is in the inbox again', async () => {
    await start({ replicas: 2 })
    const model = answerOnDemand(bot)
    database.stop(how)
    const { ackMs } = await sendInTime('慢慢想')
    expect(ackMs).toBeLessThan(PATIENCE_MS)
    await advance(bot, 15_000)
    database.start()
    await advance(bot, 15_000)
    expect(await bot.documents('inbox')).toHaveLength(3)
    // From here on it survives its process.
    model.answer('慢慢想', '想好了')
    bot.lafs[0]?.kill()
    await advanceUntil(bot, 'the answer', () => shown().length > 0)
    await advanceUntil(bot, 'the end', () => allDone(bot))
    expect(shown()).toEqual(['想好了'])
  })

  it('in the middle of many messages: each is answered once, and nothing is left behind', async () => {
    await start({ replicas: 2 })
    bot.openai.answer(({ messages }) => `答：${String(messages.at(-1)?.content)}`)
    const people = Array.from(
      { length: 12 },
      (_, n) => bot.dingtalk.directory.addPerson({ nick: `同事${n}` }).id,
    )
    database.at('before', 20, () => database.stop(how))
    await Promise.all(people.map((from, n) => sendInTime(`我是${from}`, { from, replica: n % 2 })))
    await advance(bot, 12_000)
    database.start()
    await advanceUntil(bot, 'all answers', () => shown().length >= people.length)
    await advance(bot, 15_000)
    expect([...shown()].sort()).toEqual(people.map((from) => `答：我是${from}`).sort())
    expect(await allDone(bot)).toBe(true)
  })
})

describe('a long absence of the database', () => {
  it('does not turn the living into the dead: nobody takes over what another one still works on', async () => {
    await start({ replicas: 3 })
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
    await advanceUntil(bot, 'the end', () => allDone(bot))
    await advance(bot, 20_000)
    expect(shown()).toEqual(['想好了'])
    const ours = (await bot.documents('inbox')).find(({ attempts }) => attempts !== 1)
    expect(ours).toBeUndefined()
  })

  it('does not hide the dead: what a process left behind is taken over within 15 s of the return', async () => {
    await start({ replicas: 2 })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '还在吗' }, { replica: 0 })
    await bot.until('the model to be asked', () => bot.openai.store.counts.open === 1)
    database.stop('hangs')
    bot.lafs[0]?.kill()
    model.answer('还在吗', '还在')
    await advance(bot, 20_000)
    database.start()
    const waitedMs = await advanceUntil(bot, 'the answer', () => shown().length > 0)
    expect(waitedMs).toBeLessThan(15_000)
  })

  it('forgets nothing it was told before, and remembers again when it is back', async () => {
    await start()
    await bot.ask({ kind: 'text', text: '我叫小测' })
    database.stop('refuses')
    await sendInTime('我叫什么？')
    await advanceUntil(bot, 'an answer without memory', () => shown().length === 2)
    database.start()
    await advance(bot, 5_000)
    await bot.ask({ kind: 'text', text: '现在呢？' })
    expect(JSON.stringify(bot.openai.store.calls.at(-2)?.body.messages)).not.toContain('我叫小测')
    expect(JSON.stringify(bot.openai.store.calls.at(-1)?.body.messages)).toContain('我叫小测')
  })

  it('while parts of a long answer go out: every part is delivered once', async () => {
    await start({ replicas: 2 })
    bot.openai.answer(LONG_ANSWER)
    bot.dingtalk.on(({ type }) => {
      if (type === 'delivery' && shown().length === 1) database.stop('hangs')
    })
    await sendInTime('说来话长')
    await advance(bot, 20_000)
    database.start()
    await advanceUntil(bot, 'the end', () => allDone(bot))
    await advance(bot, 20_000)
    expect(shown().join('').replace(/\s/g, '')).toBe(LONG_ANSWER.replace(/\s/g, ''))
  })
})

describe('a slow database', () => {
  beforeEach(() => start())

  it.each([400, 900, 1_400])('of %i ms an operation does not keep DingTalk waiting', async (ms) => {
    const model = answerOnDemand(bot)
    await sendInTime('第一句')
    await bot.until('the model to be asked', () => bot.openai.store.counts.open === 1)
    database.delay(ms)
    const second = await sendInTime('第二句')
    expect(second.ackMs).toBeLessThan(PATIENCE_MS)
    const command = await sendInTime('/usage')
    expect(command.ackMs).toBeLessThan(PATIENCE_MS)
    model.answer('第一句', '答一')
    model.answer('第二句', '答二')
    await advanceUntil(
      bot,
      'both answers',
      () => shown().filter((text) => text.startsWith('答')).length === 2,
    )
    database.delay(0)
    await advance(bot, 30_000)
    // In order, also where the second claim was decided after its acknowledgement.
    expect(shown().filter((text) => text.startsWith('答'))).toEqual(['答一', '答二'])
  })

  it('does not answer a message twice that comes twice while its claim is under way', async () => {
    database.delay(1_000)
    const body = bot.dingtalk.build({ kind: 'text', text: '两次' })
    bot.openai.answer('一次')
    await Promise.all([sendInTime('', { body }), sendInTime('', { body }), sendInTime('', { body })])
    database.delay(0)
    await advance(bot, 40_000)
    expect(shown()).toEqual(['一次'])
  })
})

it('a message whose claim two replicas had to give up is answered by one of them', async () => {
  await start({ replicas: 2 })
  bot.openai.answer('一次')
  database.delay(1_700, /insertOne/)
  const body = bot.dingtalk.build({ kind: 'text', text: '两边都来' })
  await Promise.all([0, 1].map((replica) => sendInTime('', { body, replica })))
  database.delay(0)
  await advance(bot, 30_000)
  expect(shown()).toEqual(['一次'])
})

describe('an ordinary message with a warm token', () => {
  beforeEach(() => start())

  it('costs 2 upstream calls and 6 database operations', async () => {
    const before = { operations: database.messageOperations().length, calls: bot.dingtalk.store.calls.length }
    await bot.ask({ kind: 'text', text: '你好' })
    await bot.until('the end', () => allDone(bot))
    expect(database.messageOperations().slice(before.operations)).toHaveLength(6)
    expect(bot.dingtalk.store.calls.slice(before.calls).map(({ route }) => route)).toEqual(['batchSend'])
    expect(bot.openai.store.counts.calls).toBe(2)
  })

  it('is not acknowledged before the first of them', async () => {
    database.at('before', 1, () => database.stop('hangs'))
    expect((await sendInTime('一')).ackMs).toBeGreaterThan(1_400)
  })

  it('is acknowledged before the second of them', async () => {
    database.at('before', 2, () => database.stop('hangs'))
    expect((await sendInTime('二')).ackMs).toBeLessThan(1_000)
  })
})
