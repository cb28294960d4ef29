import { afterEach, describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { OUTGOING_MESSAGE } from '../support/function-names'
import { hangFirstCall } from '../support/model'
import { functionsWith } from '../support/sources'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

afterEach(() => bot.kill())

const MINUTE_MS = 60_000
const { failure } = TEXTS.zh
const modelCalls = () => bot.openai.store.counts.calls

const killDuringModelCall = async () => {
  hangFirstCall(bot)
  await bot.send({ kind: 'text', text: '想一想' }, { replica: 0 })
  await bot.until('the model to be asked', () => modelCalls() === 1)
  bot.lafs[0]?.kill()
}

describe('a message whose process was killed', () => {
  it('is closed and logged without an answer after half an hour', async () => {
    await start()
    await killDuringModelCall()
    bot.clock.advance(31 * MINUTE_MS)
    await bot.start()
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 20_000)
    expect(bot.texts()).toEqual([])
    expect(bot.lines).toMatchObject([{ event: 'message', result: 'expired' }])
  })

  it('gets one sentence about the failure when the time for an answer is over', async () => {
    await start({ replicas: 2 })
    bot.lafs[1]?.kill()
    await killDuringModelCall()
    bot.clock.advance(3 * MINUTE_MS)
    await bot.start()
    await bot.start()
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 20_000)
    expect(bot.texts()).toEqual([failure.interrupted])
    expect(modelCalls()).toBe(1)
  })

  it('gets one sentence about the failure when it has killed five processes', async () => {
    await start({ env: { ANSWER_TIMEOUT_SECONDS: '1200' } })
    bot.openai.answer(() => new Promise<string>(() => {}))
    await bot.send({ kind: 'text', text: '☠️' })
    for (let kills = 1; kills <= 5; kills += 1) {
      await advanceUntil(bot, `model call ${kills}`, () => modelCalls() === kills)
      bot.lafs.at(-1)?.kill()
      await bot.start()
    }
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 30_000)
    expect(bot.texts()).toEqual([failure.interrupted])
    expect(modelCalls()).toBe(5)
  })

  it('loses no attempt when a process ends gracefully', async () => {
    await start({ env: { ANSWER_TIMEOUT_SECONDS: '1200' } })
    bot.openai.answer(() => (modelCalls() <= 7 ? new Promise<string>(() => {}) : '终于'))
    await bot.send({ kind: 'text', text: '一次次更新' })
    for (let endings = 1; endings <= 7; endings += 1) {
      await advanceUntil(bot, `model call ${endings}`, () => modelCalls() === endings)
      const closed = bot.lafs.at(-1)?.close()
      await advance(bot, 12_000)
      await closed
      await bot.start()
    }
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts()).toEqual(['终于'])
  })
})

describe('one sentence about the failure is sent', () => {
  it.each([
    ['bad-key', 'key-refused'],
    ['no-quota', 'model-quota'],
    ['empty-answer', 'model-empty'],
    ['too-long', 'too-long'],
  ] as const)('when the model service fails with %s', async (fault, reason) => {
    await start({ replicas: 2 })
    bot.openai.faults.set(fault)
    const line = await bot.ask({ kind: 'text', text: '你好' })
    expect(line).toMatchObject({ result: reason })
    await advance(bot, 30_000)
    expect(bot.texts()).toEqual([failure[reason]])
  })

  it('at the deadline when the model does not answer', async () => {
    await start({ replicas: 2, env: { ANSWER_TIMEOUT_SECONDS: '30' } })
    bot.openai.faults.set('hang')
    await bot.send({ kind: 'text', text: '你好' })
    const tookMs = await advanceUntil(bot, 'the sentence', () => bot.texts().length > 0)
    expect(tookMs).toBeGreaterThan(29_000)
    expect(tookMs).toBeLessThan(32_000)
    await advance(bot, 30_000)
    expect(bot.texts()).toEqual([failure.timeout])
  })

  it('when the code of the function itself fails', async () => {
    const { module, opening } = OUTGOING_MESSAGE
    const source = functionsWith({})[module] ?? ''
    expect(source).toMatch(opening)
    const broken = source.replace(opening, "$&\n  if (text.includes('💥')) throw new Error('a defect')")
    await start({ sources: functionsWith({ [module]: broken }) })
    bot.openai.answer('好 💥')
    expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({
      result: 'internal',
      evidence: 'Error',
    })
    expect(bot.texts()).toEqual([failure.internal])
  })
})
