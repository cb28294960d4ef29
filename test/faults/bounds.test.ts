import { afterEach, describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { type Bot, startBot } from '../support/bot'
import { hangFirstCall } from '../support/model'
import { functionsWith } from '../support/sources'
import { advance, advanceUntil, allDone } from '../support/time'

let bot: Bot

afterEach(async () => {
  for (const laf of bot.lafs) laf.kill()
  await bot.close()
})

const MINUTE_MS = 60_000
const { failure } = TEXTS.zh
const shown = () => bot.dingtalk.store.deliveries.map(({ text }) => text)
const asked = () => bot.openai.store.counts.calls

const killWhileThinking = async () => {
  hangFirstCall(bot)
  await bot.send({ kind: 'text', text: '想一想' }, { replica: 0 })
  await bot.until('the model to be asked', () => asked() === 1)
  bot.lafs[0]?.kill()
}

describe('a message whose process died', () => {
  it('is not answered any more after half an hour, but closed and logged', async () => {
    bot = await startBot()
    await killWhileThinking()
    bot.clock.advance(31 * MINUTE_MS)
    await bot.start()
    await advanceUntil(bot, 'the end', () => allDone(bot))
    await advance(bot, 20_000)
    expect(shown()).toEqual([])
    expect(bot.lines).toMatchObject([{ event: 'message', result: 'expired' }])
  })

  it('gets an honest sentence, once, when the time for an answer is over', async () => {
    bot = await startBot({ replicas: 2 })
    bot.lafs[1]?.kill()
    await killWhileThinking()
    bot.clock.advance(3 * MINUTE_MS)
    await bot.start()
    await bot.start()
    await advanceUntil(bot, 'the end', () => allDone(bot))
    await advance(bot, 20_000)
    expect(shown()).toEqual([failure.interrupted])
    expect(asked()).toBe(1)
  })

  it('that kills every process that takes it up gets an honest sentence, once, after five', async () => {
    bot = await startBot({ env: { ANSWER_TIMEOUT_SECONDS: '1200' } })
    bot.openai.answer(() => new Promise<string>(() => {}))
    await bot.send({ kind: 'text', text: '☠️' })
    for (let deaths = 1; deaths <= 5; deaths += 1) {
      await advanceUntil(bot, `question ${deaths}`, () => asked() === deaths)
      bot.lafs.at(-1)?.kill()
      await bot.start()
    }
    await advanceUntil(bot, 'the end', () => allDone(bot))
    await advance(bot, 30_000)
    expect(shown()).toEqual([failure.interrupted])
    expect(asked()).toBe(5)
  })

  it('does not lose one of its attempts when a process ends politely', async () => {
    bot = await startBot({ env: { ANSWER_TIMEOUT_SECONDS: '1200' } })
    bot.openai.answer(() => (asked() <= 7 ? new Promise<string>(() => {}) : '终于'))
    await bot.send({ kind: 'text', text: '一次次更新' })
    for (let endings = 1; endings <= 7; endings += 1) {
      await advanceUntil(bot, `question ${endings}`, () => asked() === endings)
      const closed = bot.lafs.at(-1)?.close()
      await advance(bot, 12_000)
      await closed
      await bot.start()
    }
    await advanceUntil(bot, 'the end', () => allDone(bot))
    expect(shown()).toEqual(['终于'])
  })
})

describe('one sentence, once', () => {
  it.each([
    ['bad-key', 'key-refused'],
    ['no-quota', 'model-quota'],
    ['empty-answer', 'model-empty'],
    ['too-long', 'too-long'],
  ] as const)('for a model that answers %s', async (fault, reason) => {
    bot = await startBot({ replicas: 2 })
    bot.openai.faults.set(fault)
    const line = await bot.ask({ kind: 'text', text: '你好' })
    expect(line).toMatchObject({ result: reason })
    await advance(bot, 30_000)
    expect(shown()).toEqual([failure[reason]])
  })

  it('for a model that never answers, when the time is over', async () => {
    bot = await startBot({ replicas: 2, env: { ANSWER_TIMEOUT_SECONDS: '30' } })
    bot.openai.faults.set('hang')
    await bot.send({ kind: 'text', text: '你好' })
    const tookMs = await advanceUntil(bot, 'the sentence', () => shown().length > 0)
    expect(tookMs).toBeGreaterThan(29_000)
    expect(tookMs).toBeLessThan(32_000)
    await advance(bot, 30_000)
    expect(shown()).toEqual([failure.timeout])
  })

  it('for an answer that our own code cannot handle', async () => {
    const { 'answering/letter': letter = '' } = functionsWith({})
    const opening = 'fallbackTitle: string): Letter {'
    expect(letter).toContain(opening)
    const broken = letter.replace(
      opening,
      `${opening}\n  if (text.includes('💥')) throw new Error('a defect')`,
    )
    bot = await startBot({ sources: functionsWith({ 'answering/letter': broken }) })
    bot.openai.answer('好 💥')
    expect(await bot.ask({ kind: 'text', text: '你好' })).toMatchObject({
      result: 'internal',
      evidence: 'Error',
    })
    expect(shown()).toEqual([failure.internal])
  })
})
