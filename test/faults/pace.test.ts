import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { STANDARD_RATES } from '../../playground/dingtalk/settings'
import { joinParts, LONG_ANSWER, repeatQuestions } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()
const GROUP = { in: '机器人测试群' }

const sends = (route: string) => bot.dingtalk.store.calls.filter((call) => call.route === route)
const channels = () => new Set(bot.dingtalk.store.deliveries.map(({ via }) => via))

/** Lets so many people ask at the same moment. @returns their questions in order of arrival */
async function askAtOnce(people: number, where: object = {}): Promise<string[]> {
  const questions = Array.from({ length: people }, (_, n) => `第 ${n} 个问题`)
  for (const [n, text] of questions.entries()) {
    const from = bot.dingtalk.directory.addPerson({ nick: `同事${n}` }).id
    await bot.send({ kind: 'text', text, from, ...where }, { replica: n % bot.lafs.length })
  }
  return questions
}

describe('when DingTalk takes 20 calls a second', () => {
  const settings = { limits: STANDARD_RATES }

  it('thirty people at once are answered in order of arrival, and almost no call is refused', async () => {
    await start({ dingtalk: { settings } })
    repeatQuestions(bot)
    const questions = await askAtOnce(30)
    await advanceUntil(bot, 'all answers', () => bot.texts().length === questions.length)
    const places = questions.map((text) => bot.texts().indexOf(`答：${text}`))
    // The first answers are sent when the model has given them; 5 places are a quarter of a second.
    for (const [n, place] of places.entries()) expect(Math.abs(place - n)).toBeLessThanOrEqual(5)
    expect(places.toSorted((a, b) => a - b)).toEqual(questions.map((_, n) => n))
    expect(sends('batchSend').length).toBeLessThanOrEqual(questions.length + 1)
    expect(channels()).toEqual(new Set(['api']))
  })

  it('thirty people are answered once by three processes that share the limit', async () => {
    await start({ replicas: 3, dingtalk: { settings } })
    repeatQuestions(bot)
    const questions = await askAtOnce(30)
    await advanceUntil(bot, 'all answers', () => bot.texts().length >= questions.length)
    await advance(bot, 5_000)
    expect(bot.texts().toSorted()).toEqual(questions.map((text) => `答：${text}`).toSorted())
    expect(channels()).toEqual(new Set(['api']))
  })

  it('pictures are fetched and answers are sent at the same pace', async () => {
    await start({ dingtalk: { settings: { limits: { perSecond: 20 } } } })
    bot.openai.answer('一只猫')
    for (let n = 0; n < 15; n += 1) {
      const from = bot.dingtalk.directory.addPerson({ nick: `同事${n}` }).id
      await bot.send({ kind: 'picture', from })
    }
    await advanceUntil(bot, 'all answers', () => bot.texts().length === 15)
    const calls = bot.dingtalk.store.calls.filter(
      ({ route }) => route === 'download' || route === 'batchSend',
    )
    expect(calls).toHaveLength(30)
    expect((calls.at(-1)?.at ?? 0) - (calls[0]?.at ?? 0)).toBeGreaterThan(1_300)
  })
})

describe('when DingTalk refuses every call as too many', () => {
  it('the answer is sent by the same channel minutes later, when it takes calls again', async () => {
    await start()
    bot.openai.answer('答案')
    bot.dingtalk.faults.set('qps-limit', { on: 'batchSend' })
    await bot.send({ kind: 'text', text: '你好' })
    await advance(bot, 5 * 60_000)
    expect(bot.texts()).toEqual([])
    bot.dingtalk.faults.clear()
    await advanceUntil(bot, 'the answer', () => bot.texts().length === 1, 2 * 60_000)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(sends('webhook')).toEqual([])
    expect(bot.openai.store.counts.calls).toBe(1)
  })

  it('the message is closed after half an hour', async () => {
    await start()
    bot.openai.answer('答案')
    bot.dingtalk.faults.set('qps-limit', { on: 'batchSend' })
    await bot.send({ kind: 'text', text: '你好' })
    await bot.until('the first refusal', () => sends('batchSend').length > 0)
    for (let minute = 0; minute < 31; minute += 1) {
      bot.clock.advance(55_000)
      await advance(bot, 6_000)
    }
    await advanceUntil(bot, 'the end', bot.allDone, 3 * 60_000)
    expect(bot.lines.at(-1)).toMatchObject({ result: 'expired' })
    expect(bot.texts()).toEqual([])
  })

  it('a process that stops releases what waits, and another sends it once', async () => {
    await start({ replicas: 2 })
    repeatQuestions(bot)
    bot.dingtalk.faults.set('qps-limit', { on: 'batchSend' })
    await bot.send({ kind: 'text', text: '一', from: 'xiaoce' }, { replica: 0 })
    await bot.send({ kind: 'text', text: '二', from: 'xiaoli' }, { replica: 0 })
    await bot.until('the first refusal', () => sends('batchSend').length > 0)
    const closed = bot.lafs[0]?.close()
    await advance(bot, 9_000)
    bot.dingtalk.faults.clear()
    await closed
    await advanceUntil(bot, 'both answers', () => bot.texts().length === 2)
    await advance(bot, 30_000)
    expect(bot.texts().toSorted()).toEqual(['答：一', '答：二'])
    expect(bot.openai.store.counts.calls).toBe(2)
  })
})

describe('a long answer', () => {
  it('whose second part waits when the process stops is continued by another, each part once', async () => {
    await start({ replicas: 2 })
    bot.openai.answer(LONG_ANSWER)
    bot.dingtalk.on((event) => {
      if (event.type === 'delivery' && bot.texts().length === 1) bot.dingtalk.faults.set('qps-limit')
    })
    await bot.send({ kind: 'text', text: '说来话长' }, { replica: 0 })
    await bot.until('the refusal of the second part', () => sends('batchSend').length === 2)
    const closed = bot.lafs[0]?.close()
    await advance(bot, 9_000)
    bot.dingtalk.faults.clear()
    await closed
    await advanceUntil(bot, 'the end', bot.allDone)
    const bare = (text: string) => text.replace(/\s/g, '')
    expect(bare(joinParts(bot.texts()))).toBe(bare(LONG_ANSWER))
  })
})

describe('when a webhook takes 20 messages a minute', () => {
  it('thirty people of a group are answered by it, and it refuses only a few', async () => {
    await start({ env: { REPLY_VIA: 'webhook' }, dingtalk: { settings: { limits: STANDARD_RATES } } })
    repeatQuestions(bot)
    const questions = await askAtOnce(30, GROUP)
    await advanceUntil(bot, 'all answers', () => bot.texts().length === questions.length, 3 * 60_000)
    expect(channels()).toEqual(new Set(['webhook']))
    expect(sends('webhook').length).toBeLessThanOrEqual(questions.length + 6)
  })
})

describe('MODEL_CONCURRENCY', () => {
  it('bounds the questions that the model has at the same time, and all are answered', async () => {
    await start({ env: { MODEL_CONCURRENCY: '3' } })
    const waiting: (() => void)[] = []
    bot.openai.answer(
      ({ messages }) =>
        new Promise((resolve) => waiting.push(() => resolve(`答：${String(messages.at(-1)?.content)}`))),
    )
    const questions = await askAtOnce(12)
    for (let answered = 0; answered < questions.length; answered += 1) {
      const asked = Math.min(answered + 3, questions.length)
      await advanceUntil(bot, 'the next question', () => waiting.length === asked)
      waiting[answered]?.()
    }
    await bot.until('all answers', () => bot.texts().length === questions.length)
    expect(bot.texts()).toEqual(questions.map((text) => `答：${text}`))
  })

  it('makes twenty questions of one person wait for the one of another only once', async () => {
    await start({ env: { MODEL_CONCURRENCY: '1' } })
    const asked: string[] = []
    bot.openai.answer(async ({ messages }) => {
      asked.push(String(messages.at(-1)?.content))
      await new Promise((resolve) => setTimeout(resolve, 20))
      return '答案'
    })
    for (let n = 0; n < 20; n += 1) await bot.send({ kind: 'text', text: `${n}`, from: 'xiaoce' })
    await bot.send({ kind: 'text', text: '别人的', from: 'xiaoli' })
    await bot.until('all answers', () => bot.texts().length === 21)
    expect(asked.indexOf('别人的')).toBeLessThan(asked.length - 10)
  })

  it('makes no question run out of time while it waits', async () => {
    await start({ env: { MODEL_CONCURRENCY: '1', ANSWER_TIMEOUT_SECONDS: '30' } })
    const waiting: (() => void)[] = []
    bot.openai.answer(() => new Promise((resolve) => void waiting.push(() => resolve('答案'))))
    await askAtOnce(4)
    for (let n = 0; n < 4; n += 1) {
      await advanceUntil(bot, 'the next question', () => waiting.length > n)
      await advance(bot, 20_000)
      waiting[n]?.()
    }
    await advanceUntil(bot, 'all answers', () => bot.texts().length === 4)
    expect(bot.texts()).not.toContain(TEXTS.zh.failure.timeout)
  })

  it('makes no question run out of time behind one of its session that waits', async () => {
    await start({ env: { MODEL_CONCURRENCY: '1', ANSWER_TIMEOUT_SECONDS: '30' } })
    const waiting: (() => void)[] = []
    bot.openai.answer(() => new Promise((resolve) => void waiting.push(() => resolve('答案'))))
    await askAtOnce(3)
    for (const text of ['一', '二']) await bot.send({ kind: 'text', text, from: 'xiaoce' })
    for (let n = 0; n < 5; n += 1) {
      await advanceUntil(bot, 'the next question', () => waiting.length > n)
      await advance(bot, n < 3 ? 20_000 : 10_000)
      waiting[n]?.()
    }
    await advanceUntil(bot, 'all answers', () => bot.texts().length === 5)
    expect(bot.texts()).not.toContain(TEXTS.zh.failure.timeout)
  })
})
