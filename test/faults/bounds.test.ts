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

  it('has the whole time for an answer again, also when the first process used it up', async () => {
    await start({ replicas: 2 })
    bot.lafs[1]?.kill()
    await killDuringModelCall()
    bot.clock.advance(3 * MINUTE_MS)
    await bot.start()
    await bot.start()
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 20_000)
    expect(bot.texts()).toEqual(['第二次就想好了 💡'])
    expect(modelCalls()).toBe(2)
  })

  it('has the whole time again where that is shorter than a lease, and no more', async () => {
    await start({ replicas: 2, env: { ANSWER_TIMEOUT_SECONDS: '8' } })
    bot.openai.answer(() => new Promise<string>(() => {}))
    await bot.send({ kind: 'text', text: '想一想' }, { replica: 0 })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    bot.lafs[0]?.kill()
    await advanceUntil(bot, 'the model to be asked again', () => modelCalls() === 2)
    const tookMs = await advanceUntil(bot, 'the sentence', () => bot.texts().length > 0)
    expect(tookMs).toBeGreaterThan(7_000)
    expect(tookMs).toBeLessThan(10_000)
    expect(bot.texts()).toEqual([failure.timeout])
  })

  it('does not use up the time of the message behind it in its session', async () => {
    await start({ replicas: 2, env: { ANSWER_TIMEOUT_SECONDS: '8' } })
    hangFirstCall(bot, '答')
    await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    await bot.send({ kind: 'text', text: '二' }, { replica: 1 })
    bot.lafs[0]?.kill()
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts()).toEqual(['答', '答'])
    expect(bot.openai.store.calls.map(({ body }) => body.messages.at(-1)?.content)).toEqual([
      '一',
      '一',
      '二',
    ])
  })

  it('has no more time than is left until it expires', async () => {
    await start()
    await killDuringModelCall()
    bot.openai.answer(() => new Promise<string>(() => {}))
    bot.clock.advance(29 * MINUTE_MS)
    await bot.start()
    await bot.until('the model to be asked again', () => modelCalls() === 2)
    const tookMs = await advanceUntil(bot, 'the end', bot.allDone, 2 * MINUTE_MS)
    expect(tookMs).toBeLessThan(MINUTE_MS)
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

describe('an answer that ends the process while it is converted', () => {
  const { module, opening } = OUTGOING_MESSAGE
  /** The process ends when a text with ☠️ is converted. */
  const deadly = () => {
    const source = functionsWith({})[module] ?? ''
    expect(source).toMatch(opening)
    const end = "require('@lafjs/cloud').default.shared.get('end')()"
    return functionsWith({ [module]: source.replace(opening, `$&\n  if (text.includes('☠️')) ${end}`) })
  }
  let ends = 0
  const startDeadly = async (): Promise<void> => {
    const laf = await bot.start()
    laf.shared.set('end', () => {
      ends += 1
      laf.kill()
      throw new Error('the process has ended')
    })
  }
  /** Whether so many processes have ended while they converted the answer. */
  const hasEnded = async (processes: number): Promise<boolean> =>
    ends === processes && (await bot.documents('inbox')).some(({ deliveries }) => deliveries === processes)

  it('ends two processes; the third sends a sentence, and all other messages are answered', async () => {
    await start({ replicas: 0, sources: deadly() })
    await startDeadly()
    let isLast = false
    let answerDeadly = (_: string) => {}
    bot.openai.answer(({ messages }) => {
      const question = String(messages.at(-1)?.content)
      const later = new Promise<string>((resolve) => {
        if (question === '致命') answerDeadly = resolve
      })
      return question === '致命' || (question === '慢' && !isLast) ? later : `答：${question}`
    })
    // Besides it, four answers are on their way to DingTalk, and four questions are in the model's hands.
    bot.dingtalk.faults.set('hang', { on: 'batchSend' })
    await bot.send({ kind: 'text', text: '致命' })
    for (const text of ['快', '快', '快', '快', '慢', '慢', '慢', '慢'])
      await bot.send({ kind: 'text', text, from: bot.dingtalk.directory.addPerson({ nick: '同事' }).id })
    await bot.until('the model to be asked', () => modelCalls() === 9)
    await bot.until('the answers to be sent', () => bot.dingtalk.store.counts.calls.batchSend === 4)
    answerDeadly('答案 ☠️')
    await bot.until('the first process to end', () => hasEnded(1))
    await startDeadly()
    await advanceUntil(bot, 'the second process to end', () => hasEnded(2))
    bot.dingtalk.faults.clear()
    isLast = true
    await startDeadly()
    await advanceUntil(bot, 'the end', bot.allDone, 3 * MINUTE_MS)
    const answers = [...Array(4).fill('答：快'), ...Array(4).fill('答：慢')]
    expect(bot.texts().toSorted()).toEqual([...answers, failure.interrupted].toSorted())
    expect(bot.lines.find(({ result }) => result === 'interrupted')).toMatchObject({ attempt: 3 })
  })

  it('is not taken for one while it waits for DingTalk to take calls again, however often the process ends', async () => {
    await start()
    bot.openai.answer(({ messages }) => `答：${messages.at(-1)?.content}`)
    bot.dingtalk.faults.set('qps-limit', { on: 'batchSend' })
    const texts = ['一', '二', '三', '四', '五']
    for (const text of texts)
      await bot.send({ kind: 'text', text, from: bot.dingtalk.directory.addPerson({ nick: '同事' }).id })
    const tried = () => bot.dingtalk.store.counts.calls.batchSend ?? 0
    for (let kills = 1; kills <= 4; kills += 1) {
      const before = tried()
      await advanceUntil(bot, `a refused call of process ${kills}`, () => tried() > before)
      await advance(bot, 10_000)
      bot.lafs.at(-1)?.kill()
      await bot.start()
    }
    bot.dingtalk.faults.clear()
    await advanceUntil(bot, 'the end', bot.allDone, 3 * MINUTE_MS)
    expect(bot.texts().toSorted()).toEqual(texts.map((text) => `答：${text}`).toSorted())
  })
})
