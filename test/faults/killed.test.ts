import { afterEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../support/bot'
import { answerOnDemand, hangFirstCall, LONG_ANSWER } from '../support/model'
import { functionsWithout } from '../support/sources'
import { advance, advanceUntil, allDone } from '../support/time'

let bot: Bot

afterEach(() => bot?.close())

const shown = () => bot.dingtalk.store.deliveries
const asked = () => bot.openai.store.counts.calls

const toColleague = (n: number) => bot.dingtalk.directory.addPerson({ nick: `同事${n}` }).id

/** The longest a message may lie there after its owner died. */
const TAKEN_OVER_MS = 15_000

describe('killed while the model thinks', () => {
  const killWhileThinking = async () => {
    hangFirstCall(bot)
    await bot.send({ kind: 'text', text: '想一想 🤔' }, { replica: 0 })
    await bot.until('the model to be asked', () => asked() === 1)
    bot.lafs[0]?.kill()
  }

  it('a message is answered after the restart, by the process that starts', async () => {
    bot = await startBot()
    await killWhileThinking()
    await advance(bot, 1_000)
    await bot.start()
    const waitedMs = await advanceUntil(bot, 'the answer', () => shown().length > 0)
    expect(waitedMs).toBeLessThan(TAKEN_OVER_MS)
    await advance(bot, 20_000)
    expect([shown().length, asked()]).toEqual([1, 2])
  })

  it('a message is answered by another replica within 15 s, with no message coming', async () => {
    bot = await startBot({ replicas: 2 })
    await killWhileThinking()
    const waitedMs = await advanceUntil(bot, 'the answer', () => shown().length > 0)
    expect(waitedMs).toBeLessThan(TAKEN_OVER_MS)
    await advance(bot, 20_000)
    expect([shown().length, asked()]).toEqual([1, 2])
  })

  it('a message is answered when the next one wakes a process that never started up', async () => {
    bot = await startBot({ replicas: 2, sources: functionsWithout('__init__') })
    await killWhileThinking()
    await advance(bot, TAKEN_OVER_MS)
    expect(shown()).toHaveLength(0)
    await bot.send({ kind: 'text', text: '在吗？', from: 'xiaoli' }, { replica: 1 })
    await advanceUntil(bot, 'both answers', () => shown().length === 2, TAKEN_OVER_MS)
    expect(asked()).toBe(3)
  })

  it('a crowd of messages is taken over step by step, every one answered once, by whichever replica', async () => {
    bot = await startBot()
    bot.openai.answer(() => new Promise<string>(() => {}))
    const people = Array.from({ length: 40 }, (_, n) => toColleague(n))
    await Promise.all(people.map((from) => bot.send({ kind: 'text', text: `我是${from}`, from })))
    await bot.until('the model to be asked', () => asked() === people.length)
    bot.lafs[0]?.kill()
    await advance(bot, TAKEN_OVER_MS)

    // A process that dies at once has cost few of them an attempt.
    await bot.start()
    await bot.until('the model to be asked again', () => asked() > people.length)
    bot.lafs[1]?.kill()
    const attempts = (await bot.documents('inbox')).map(({ attempts }) => attempts)
    expect(attempts.filter((count) => count === 2).length).toBeLessThanOrEqual(6)

    bot.openai.answer(({ messages }) => `你好，${String(messages.at(-1)?.content)}`)
    await Promise.all([bot.start(), bot.start()])
    await advanceUntil(bot, 'the end', () => allDone(bot), 30_000)
    expect(
      shown()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(people.map((from) => `你好，我是${from}`).sort())
  })

  it('messages of one session that died together are answered in order, the later knowing the earlier', async () => {
    bot = await startBot({ replicas: 2 })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '一' }, { replica: 0 })
    await bot.send({ kind: 'text', text: '二' }, { replica: 0 })
    await bot.until('the model to be asked', () => asked() === 1)
    bot.lafs[0]?.kill()
    model.answer('一', '壹')
    model.answer('二', '贰')
    await advanceUntil(bot, 'both answers', () => shown().length === 2)
    expect(shown().map(({ text }) => text)).toEqual(['壹', '贰'])
    expect(JSON.stringify(bot.openai.store.calls.at(-1)?.body.messages)).toContain('壹')
  })
})

describe('killed while sending', () => {
  it('the rest of a long answer is delivered after the restart, the model not asked again', async () => {
    bot = await startBot()
    bot.openai.answer(LONG_ANSWER)
    bot.dingtalk.on(({ type }) => {
      if (type === 'delivery' && shown().length === 1) bot.dingtalk.faults.set('hang', { times: 1 })
    })
    await bot.send({ kind: 'text', text: '说来话长' })
    await bot.until('the second part to hang', () => bot.dingtalk.store.calls.at(-1)?.fault === 'hang')
    bot.lafs[0]?.kill()
    expect(shown()).toHaveLength(1)

    await bot.start()
    await advanceUntil(bot, 'the end', () => allDone(bot))
    expect(shown().length).toBeGreaterThanOrEqual(3)
    expect(inOnePiece()).toBe(inOnePiece(LONG_ANSWER))
    expect(asked()).toBe(1)
  })

  it('an answer that was stored is delivered after the restart, the model not asked again', async () => {
    bot = await startBot()
    bot.dingtalk.faults.set('hang', { on: 'batchSend', times: 1 })
    await bot.send({ kind: 'text', text: '你好' })
    await bot.until('the send to hang', () => bot.dingtalk.store.calls.at(-1)?.fault === 'hang')
    bot.lafs[0]?.kill()
    await bot.start()
    await advanceUntil(bot, 'the end', () => allDone(bot))
    expect([shown().length, asked()]).toEqual([1, 1])
  })

  const inOnePiece = (
    text = shown()
      .map((part) => part.text)
      .join(''),
  ) => text.replace(/\s/g, '')
})

describe('ended gracefully', () => {
  it('a message under way is answered first', async () => {
    bot = await startBot()
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '慢慢想' })
    await bot.until('the model to be asked', () => asked() === 1)
    const closed = bot.lafs[0]?.close()
    await advance(bot, 3_000)
    model.answer('慢慢想', '想好了')
    await closed
    expect(shown().map(({ text }) => text)).toEqual(['想好了'])
    expect(await allDone(bot)).toBe(true)
  })

  it('a message that takes too long is handed over at once and answered once', async () => {
    bot = await startBot({ replicas: 2 })
    hangFirstCall(bot)
    await bot.send({ kind: 'text', text: '想不完' }, { replica: 0 })
    await bot.until('the model to be asked', () => asked() === 1)
    const closed = bot.lafs[0]?.close()
    const waitedMs = await advanceUntil(bot, 'the answer', () => shown().length === 1)
    // Ten seconds of patience, and the other one's next look; the lease is not waited for.
    expect(waitedMs).toBeLessThan(14_000)
    await closed
    await advance(bot, 20_000)
    expect(shown()).toHaveLength(1)
  })

  it('a message that was handed over is not answered by its old owner too', async () => {
    bot = await startBot({ replicas: 2 })
    const model = answerOnDemand(bot)
    await bot.send({ kind: 'text', text: '交接' }, { replica: 0 })
    await bot.until('the model to be asked', () => asked() === 1)
    const drain = bot.lafs[0]?.shared.get('drain') as (timeoutMs: number) => Promise<void>
    const drained = drain(1_000)
    await advance(bot, 1_500)
    await drained
    model.answer('交接', '只有一次')
    await advanceUntil(bot, 'the end', () => allDone(bot))
    await advance(bot, 20_000)
    expect(shown()).toHaveLength(1)
  })
})
