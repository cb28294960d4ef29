import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { DRAIN } from '../support/function-names'
import { answerOnDemand, hangFirstCall, joinParts, LONG_ANSWER } from '../support/model'
import { functionsWithout } from '../support/sources'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

const modelCalls = () => bot.openai.store.counts.calls

const addPerson = (n: number) => bot.dingtalk.directory.addPerson({ nick: `同事${n}` }).id

/** How long it may take until a message of a killed process is taken over. */
const TAKEN_OVER_MS = 15_000

describe('when a process is killed during the model call', () => {
  const killDuringModelCall = async () => {
    hangFirstCall(bot)
    await bot.send({ kind: 'text', text: '想一想 🤔' }, { replica: 0 })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    bot.lafs[0]?.kill()
  }

  it('the restarted process answers its message', async () => {
    await start()
    await killDuringModelCall()
    await advance(bot, 1_000)
    await bot.start()
    const waitedMs = await advanceUntil(bot, 'the answer', () => bot.texts().length > 0)
    expect(waitedMs).toBeLessThan(TAKEN_OVER_MS)
    await advance(bot, 20_000)
    expect([bot.texts().length, modelCalls()]).toEqual([1, 2])
  })

  it('another replica answers its message within 15 s, without a new callback', async () => {
    await start({ replicas: 2 })
    await killDuringModelCall()
    const waitedMs = await advanceUntil(bot, 'the answer', () => bot.texts().length > 0)
    expect(waitedMs).toBeLessThan(TAKEN_OVER_MS)
    await advance(bot, 20_000)
    expect([bot.texts().length, modelCalls()]).toEqual([1, 2])
  })

  it('its message is answered with the next one where no `__init__` runs', async () => {
    await start({ replicas: 2, sources: functionsWithout('__init__') })
    await killDuringModelCall()
    await advance(bot, TAKEN_OVER_MS)
    expect(bot.texts()).toHaveLength(0)
    await bot.send({ kind: 'text', text: '在吗？', from: 'xiaoli' }, { replica: 1 })
    await advanceUntil(bot, 'both answers', () => bot.texts().length === 2, TAKEN_OVER_MS)
    expect(modelCalls()).toBe(3)
  })

  it('forty messages are taken over in batches, and each is answered once', async () => {
    await start()
    bot.openai.answer(() => new Promise<string>(() => {}))
    const people = Array.from({ length: 40 }, (_, n) => addPerson(n))
    await Promise.all(people.map((from) => bot.send({ kind: 'text', text: `我是${from}`, from })))
    await bot.until('the model to be asked', () => modelCalls() === people.length)
    bot.lafs[0]?.kill()
    await advance(bot, TAKEN_OVER_MS)

    // A process that is killed at once has used an attempt of few messages.
    await bot.start()
    await bot.until('the model to be asked again', () => modelCalls() > people.length)
    bot.lafs[1]?.kill()
    const attempts = (await bot.documents('inbox')).map(({ attempts }) => attempts)
    expect(attempts.filter((count) => count === 2).length).toBeLessThanOrEqual(6)

    bot.openai.answer(({ messages }) => `你好，${String(messages.at(-1)?.content)}`)
    await Promise.all([bot.start(), bot.start()])
    await advanceUntil(bot, 'the end', bot.allDone, 30_000)
    expect(bot.texts().sort()).toEqual(people.map((from) => `你好，我是${from}`).sort())
  })

  it('messages of one session are answered in order, with the earlier answer in the later prompt', async () => {
    await start({ replicas: 2 })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
    await bot.send({ kind: 'text', text: '二' }, { replica: 0 })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    bot.lafs[0]?.kill()
    model.answer('一', '壹')
    model.answer('二', '贰')
    await advanceUntil(bot, 'both answers', () => bot.texts().length === 2)
    expect(bot.texts()).toEqual(['壹', '贰'])
    expect(JSON.stringify(bot.openai.store.calls.at(-1)?.body.messages)).toContain('壹')
  })
})

describe('when a process is killed while it sends', () => {
  it('the rest of a long answer is delivered after the restart, without a model call', async () => {
    await start()
    bot.openai.answer(LONG_ANSWER)
    bot.dingtalk.on(({ type }) => {
      if (type === 'delivery' && bot.texts().length === 1) bot.dingtalk.faults.set('hang', { times: 1 })
    })
    await bot.send({ kind: 'text', text: '说来话长' })
    await bot.until('the second part to hang', () => bot.dingtalk.store.calls.at(-1)?.fault === 'hang')
    bot.lafs[0]?.kill()
    expect(bot.texts()).toHaveLength(1)

    await bot.start()
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts().length).toBeGreaterThanOrEqual(3)
    expect(joinParts(bot.texts())).toBe(joinParts([LONG_ANSWER]))
    expect(modelCalls()).toBe(1)
  })

  it('a stored answer is delivered after the restart, without a model call', async () => {
    await start()
    bot.dingtalk.faults.set('hang', { on: 'batchSend', times: 1 })
    await bot.send({ kind: 'text', text: '你好' })
    await bot.until('the send to hang', () => bot.dingtalk.store.calls.at(-1)?.fault === 'hang')
    bot.lafs[0]?.kill()
    await bot.start()
    await advanceUntil(bot, 'the end', bot.allDone)
    expect([bot.texts().length, modelCalls()]).toEqual([1, 1])
  })
})

describe('when a process ends gracefully', () => {
  it('a message in progress is answered first', async () => {
    await start()
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '慢慢想' })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    const closed = bot.lafs[0]?.close()
    await advance(bot, 3_000)
    model.answer('慢慢想', '想好了')
    await closed
    expect(bot.texts()).toEqual(['想好了'])
    expect(await bot.allDone()).toBe(true)
  })

  it('a message that takes too long is handed over and answered once', async () => {
    await start({ replicas: 2 })
    hangFirstCall(bot)
    await bot.send({ kind: 'text', text: '想不完' }, { replica: 0 })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    const closed = bot.lafs[0]?.close()
    const waitedMs = await advanceUntil(bot, 'the answer', () => bot.texts().length === 1)
    // The drain time of ten seconds plus the interval of the other replica's search, without the lease.
    expect(waitedMs).toBeLessThan(14_000)
    await closed
    await advance(bot, 20_000)
    expect(bot.texts()).toHaveLength(1)
  })

  it('in keyless mode a sentence is in the HTTP body in time, and the message is not handed over', async () => {
    const keyless = { DING_APP_KEY: undefined, DING_APP_SECRET: undefined, DING_ALLOW_UNSIGNED: 'true' }
    await start({ replicas: 2, env: keyless, dingtalk: { settings: { callbackTimeoutMs: 60_000 } } })
    hangFirstCall(bot)
    const unsigned = { sign: 'missing', headers: { timestamp: undefined } } as const
    const sent = bot.send({ kind: 'text', text: '想不完' }, { replica: 0, ...unsigned })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    const closed = bot.lafs[0]?.close()
    await advanceUntil(bot, 'the sentence', () => bot.texts().length > 0, 10_000)
    await closed
    expect(await sent).toMatchObject({ status: 200 })
    expect(bot.dingtalk.store.deliveries).toMatchObject([{ via: 'body', text: TEXTS.zh.failure.interrupted }])
    await advance(bot, 20_000)
    expect([bot.texts().length, modelCalls(), await bot.allDone()]).toEqual([1, 1, true])
    expect(bot.lines).toMatchObject([{ result: 'interrupted', channel: 'body' }])
  })

  it('a message that was handed over is not answered by its old owner', async () => {
    await start({ replicas: 2 })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '交接' }, { replica: 0 })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    const drain = bot.lafs[0]?.shared.get(DRAIN) as (timeoutMs: number) => Promise<void>
    const drained = drain(1_000)
    await advance(bot, 1_500)
    await drained
    model.answer('交接', '只有一次')
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 20_000)
    expect(bot.texts()).toHaveLength(1)
  })

  it('a question that waited for the model is asked by the next process alone', async () => {
    await start({ replicas: 2, env: { MODEL_CONCURRENCY: '1' } })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '一', from: 'xiaoce' }, { replica: 0 })
    await bot.until('the model to be asked', () => modelCalls() === 1)
    await bot.send({ kind: 'text', text: '二', from: 'xiaoli' }, { replica: 0 })
    const drain = bot.lafs[0]?.shared.get(DRAIN) as (timeoutMs: number) => Promise<void>
    const drained = drain(1_000)
    await advance(bot, 1_000)
    await drained
    model.answer('一', '答一')
    model.answer('二', '答二')
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(bot.texts().toSorted()).toEqual(['答一', '答二'])
    expect(modelCalls()).toBe(3)
  })

  it.each([
    [
      'in keyless mode',
      { DING_APP_KEY: undefined, DING_APP_SECRET: undefined, DING_ALLOW_UNSIGNED: 'true' },
      0,
    ],
    ['with a signature', {}, 1],
  ])(
    'a message whose answer it breaks off counts only when another process answers it: %s',
    async (_, env, answers) => {
      await start({
        replicas: 2,
        env: { ...env, LIMIT_USER_PER_DAY: '5' },
        dingtalk: { settings: { callbackTimeoutMs: 60_000 } },
      })
      hangFirstCall(bot)
      const unsigned = answers === 0 ? ({ sign: 'missing', headers: { timestamp: undefined } } as const) : {}
      const sent = bot.send({ kind: 'text', text: '想不完' }, { replica: 0, ...unsigned })
      await bot.until('the model to be asked', () => modelCalls() === 1)
      const closed = bot.lafs[0]?.close()
      await advanceUntil(bot, 'the end', () => bot.texts().length > 0, 30_000)
      await Promise.all([closed, sent])
      await advance(bot, 15_000)
      const counters = await bot.documents('usage')
      expect(counters.find(({ _id }) => /^user:....-..-..:/.test(String(_id)))).toMatchObject({ answers })
    },
  )
})
