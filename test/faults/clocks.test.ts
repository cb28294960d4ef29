import { describe, expect, it } from 'vitest'
import { answerOnDemand, hangFirstCall, repeatQuestions } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

const modelCalls = () => bot.openai.store.counts.calls

const DAY_MS = 24 * 60 * 60_000

/** Sends a text, signed with the time of the replica's own clock. */
const send = (text: string, replica: number, skewMs: number, from?: string) =>
  bot.send({ kind: 'text', text, ...(from ? { from } : {}) }, { replica, skewMs })

const addPerson = (nick: string) => bot.dingtalk.directory.addPerson({ nick }).id

describe('replicas whose clocks differ', () => {
  it.each([
    ['8 s', 8_000],
    ['60 s', 60_000],
    ['a day', DAY_MS],
  ])('by %s do not take over what another one works on', async (_, ms) => {
    const aheadMs = [0, ms, -ms]
    await start({ replicas: 3, clocksAheadMs: aheadMs })
    await advance(bot, 1_000)
    const model = answerOnDemand(bot)
    for (const [replica, skewMs] of aheadMs.entries())
      await send(`第 ${replica} 问`, replica, skewMs, addPerson(`同事${replica}`))
    await bot.until('the model to be asked', () => modelCalls() === 3)
    await advance(bot, 30_000)
    for (const replica of aheadMs.keys()) model.answer(`第 ${replica} 问`, `答 ${replica}`)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts().toSorted()).toEqual(['答 0', '答 1', '答 2'])
    expect(modelCalls()).toBe(3)
  })

  it('keep the order of a session', async () => {
    const aheadMs = [60_000, -60_000]
    await start({ replicas: 2, clocksAheadMs: aheadMs })
    await advance(bot, 1_000)
    repeatQuestions(bot)
    const questions = Array.from({ length: 6 }, (_, n) => `第 ${n} 问`)
    for (const [n, text] of questions.entries()) {
      await send(text, n % 2, aheadMs[n % 2] as number)
      // Longer than half of the call that reads the database's time: so exact it is.
      await advance(bot, 300)
    }
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts()).toEqual(questions.map((text) => `答：${text}`))
  })

  it('take over what a killed one has left in the usual time', async () => {
    await start({ replicas: 2, clocksAheadMs: [60_000, -60_000] })
    await advance(bot, 1_000)
    hangFirstCall(bot)
    await send('想一想', 0, 60_000)
    await bot.until('the model to be asked', () => modelCalls() === 1)
    bot.lafs[0]?.kill()
    expect(await advanceUntil(bot, 'the answer', () => bot.texts().length > 0)).toBeLessThan(15_000)
  })
})

describe('a clock that is set while messages are answered', () => {
  it.each([
    ['forward', 60_000],
    ['back', -60_000],
    ['back by a day', -DAY_MS],
  ])('%s changes neither leases nor deadlines', async (_, ms) => {
    const aheadMs = [0, 0]
    await start({ replicas: 2, clocksAheadMs: aheadMs, env: { ANSWER_TIMEOUT_SECONDS: '40' } })
    await advance(bot, 1_000)
    const model = answerOnDemand(bot)
    await send('设定之前', 0, 0)
    await bot.until('the model to be asked', () => modelCalls() === 1)
    aheadMs[0] = ms
    await send('设定之后', 0, ms, addPerson('小王'))
    await bot.until('the model to be asked again', () => modelCalls() === 2)
    await advance(bot, 30_000)
    model.answer('设定之前', '答 1')
    model.answer('设定之后', '答 2')
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts().toSorted()).toEqual(['答 1', '答 2'])
    expect(modelCalls()).toBe(2)
  })
})
