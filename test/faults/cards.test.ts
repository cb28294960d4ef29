import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import type { FaultId } from '../../playground/dingtalk/faults/faults'
import type { BotOptions } from '../support/bot'
import { framesOf, PACE, routesOf, TEN_SECONDS } from '../support/card'
import { DRAIN } from '../support/function-names'
import { joinParts, LONG_ANSWER } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { zh } = TEXTS
const { bot, ...fixture } = useBot()
const start = (options: BotOptions = {}) =>
  fixture.start({ openai: PACE, ...options, env: { REPLY_VIA: 'card', ...options.env } })
const question = { kind: 'text', text: '说说看' } as const
const cards = () => bot.dingtalk.store.cards
const creations = () => routesOf(bot).filter((route) => route === 'cardCreateAndDeliver').length
const modelCalls = () => bot.openai.store.counts.calls
const hangingOn = (fault: string) => () => bot.dingtalk.store.calls.at(-1)?.fault === fault
/** Starts another process and waits for the end of all messages. */
const recover = async () => {
  await bot.start()
  await advanceUntil(bot, 'the end', bot.allDone)
  await advance(bot, 12_000)
}

describe('when a process is killed', () => {
  it('while its card grows, the next one asks again and finishes the same card', async () => {
    await start()
    bot.openai.answer(TEN_SECONDS)
    await bot.send(question)
    await advanceUntil(bot, 'two frames', () => framesOf(bot).length === 2)
    bot.lafs[0]?.kill()
    await recover()
    expect(cards()).toMatchObject([{ state: 'finished', text: TEN_SECONDS }])
    expect([creations(), modelCalls(), bot.texts()]).toEqual([1, 2, [TEN_SECONDS]])
  })

  it('after it noted a card and before DingTalk created it, the next one creates it, once', async () => {
    await start()
    bot.dingtalk.faults.set('hang', { on: ['cardCreateAndDeliver'], times: 1 })
    bot.openai.answer('一次')
    await bot.send(question)
    await advanceUntil(bot, 'the creation to hang', hangingOn('hang'))
    bot.lafs[0]?.kill()
    await recover()
    expect(cards()).toMatchObject([{ state: 'finished', text: '一次' }])
    expect(bot.texts()).toEqual(['一次'])
  })

  it('after DingTalk created its card and before it learned that, the next one finishes the card', async () => {
    await start()
    bot.dingtalk.faults.set('hang-after', { on: ['cardCreateAndDeliver'], times: 1 })
    bot.openai.answer('一次')
    await bot.send(question)
    await advanceUntil(bot, 'the creation to hang', hangingOn('hang-after'))
    bot.lafs[0]?.kill()
    await recover()
    expect(cards()).toMatchObject([{ state: 'finished', text: '一次' }])
    expect([creations(), bot.texts()]).toEqual([1, ['一次']])
  })

  it('before it finished the card of a stored answer, the model is not asked again', async () => {
    await start()
    bot.openai.answer(async () => {
      bot.dingtalk.faults.set('hang', { on: ['cardStream'] })
      return '存好了'
    })
    await bot.send(question)
    await bot.until(
      'the answer to be stored',
      async () => (await bot.documents('inbox'))[0]?.state === 'answered',
    )
    bot.lafs[0]?.kill()
    bot.dingtalk.faults.clear('hang')
    await recover()
    expect([creations(), modelCalls(), bot.texts()]).toEqual([1, 1, ['存好了']])
    bot.openai.answer('更细的')
    const [{ carrierId = '' } = {}] = cards()[0]?.deliveredTo ?? []
    await bot.send({ kind: 'text', text: '再说细一点', quote: { kind: 'card', processQueryKey: carrierId } })
    await advanceUntil(bot, 'the second answer', () => modelCalls() === 2)
    expect(bot.prompt()?.at(-1)).toContain('存好了')
    await advanceUntil(bot, 'the end', bot.allDone)
  })

  it('between the card and the messages under it, the next one sends each message once', async () => {
    await start({ openai: {} })
    bot.openai.answer(LONG_ANSWER)
    bot.dingtalk.faults.set('hang', { on: ['batchSend'], times: 1 })
    await bot.send(question)
    await bot.until('the second part to hang', hangingOn('hang'))
    bot.lafs[0]?.kill()
    await recover()
    const [card = '', ...messages] = bot.texts()
    expect(joinParts([card.slice(0, -zh.card.continued.length), ...messages])).toBe(joinParts([LONG_ANSWER]))
    expect([creations(), modelCalls()]).toEqual([1, 1])
  })

  it('after a card was refused, the next one goes on with the same parts', async () => {
    await start({ openai: {} })
    bot.openai.answer(LONG_ANSWER)
    bot.dingtalk.faults.set('card-key-wrong')
    bot.dingtalk.on(({ type }) => {
      const sent = bot.dingtalk.store.deliveries.filter(({ via }) => via === 'api')
      if (type === 'delivery' && sent.length === 1)
        bot.dingtalk.faults.set('hang', { on: ['batchSend'], times: 1 })
    })
    await bot.send(question)
    await advanceUntil(bot, 'the second part to hang', hangingOn('hang'))
    bot.lafs[0]?.kill()
    await recover()
    const messages = bot.dingtalk.store.deliveries.filter(({ via }) => via === 'api').map(({ text }) => text)
    expect(joinParts(messages).replace(/———.*$/, '')).toBe(joinParts([LONG_ANSWER]))
    expect(cards()).toMatchObject([{ state: 'failed' }])
  })

  it('and its reaction is on the question, the next one takes it back', async () => {
    await start({ env: { THINKING_REACTION: 'true' } })
    bot.openai.answer(TEN_SECONDS)
    await bot.send(question)
    await advanceUntil(bot, 'the reaction', () => bot.dingtalk.store.reactions.length === 1)
    bot.lafs[0]?.kill()
    await recover()
    expect(bot.dingtalk.store.reactions).toMatchObject([{ recalledAt: expect.any(Number) }])
  })

  it('and no other comes before the answer has expired, the card is ended', async () => {
    await start()
    bot.openai.answer(TEN_SECONDS)
    await bot.send(question)
    await advanceUntil(bot, 'a frame', () => framesOf(bot).length === 1)
    await bot.restartAfter(31 * 60_000)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(cards()).toMatchObject([{ state: 'failed', text: zh.failure.interrupted }])
  })
})

describe('a process that is killed after DingTalk refused its card', () => {
  /** Refuses the card, and kills the process while the model still writes. */
  const refuseAndKill = async (fault: FaultId, isRefused: () => boolean) => {
    await start()
    bot.openai.answer(TEN_SECONDS)
    bot.dingtalk.faults.set(fault, { times: 1 })
    await bot.send(question)
    await advanceUntil(bot, 'the refusal', isRefused)
    await advance(bot, 1_000)
    expect(await bot.documents('inbox')).toMatchObject([{ state: 'asked' }])
    bot.lafs[0]?.kill()
    bot.dingtalk.faults.clear(fault)
    await recover()
  }

  it('because it did not reach the conversation: the next one sends the answer as a message', async () => {
    await refuseAndKill('card-not-delivered', () => creations() === 1)
    expect(bot.dingtalk.store.deliveries).toMatchObject([
      { via: 'api', text: expect.stringContaining(TEN_SECONDS) },
    ])
  })

  it('because of its text: the next one leaves the card ended, and sends the answer as a message', async () => {
    await refuseAndKill('card-key-wrong', () => framesOf(bot).length === 2)
    expect(cards()).toMatchObject([{ state: 'failed', text: zh.card.elsewhere }])
    expect(bot.dingtalk.store.deliveries.at(-1)).toMatchObject({
      via: 'api',
      text: expect.stringContaining(TEN_SECONDS),
    })
  })

  it('before it ended the card: the next one ends it', async () => {
    await start()
    bot.openai.answer(TEN_SECONDS)
    bot.dingtalk.faults.set('card-key-wrong', { times: 1 })
    bot.dingtalk.on(() => {
      if (framesOf(bot).length === 1) bot.dingtalk.faults.set('hang', { on: ['cardStream'] })
    })
    await bot.send(question)
    await advanceUntil(bot, 'the end to hang', hangingOn('hang'))
    bot.lafs[0]?.kill()
    bot.dingtalk.faults.clear('hang')
    await recover()
    expect(cards()).toMatchObject([{ state: 'failed', text: zh.card.elsewhere }])
  })
})

it('the beginning of an answer stays on its card when the rest has expired', async () => {
  await start({ openai: {} })
  bot.openai.answer(LONG_ANSWER)
  bot.dingtalk.faults.set('hang', { on: ['batchSend'] })
  await bot.send(question)
  await bot.until('the second part to hang', hangingOn('hang'))
  await bot.restartAfter(31 * 60_000)
  await advanceUntil(bot, 'the end', bot.allDone)
  expect(cards()).toMatchObject([{ state: 'finished', text: expect.stringContaining(zh.card.continued) }])
})

it('a process that stops gives its card to another one', async () => {
  await start({ replicas: 2 })
  bot.openai.answer(TEN_SECONDS)
  await bot.send(question, { replica: 0 })
  await advanceUntil(bot, 'two frames', () => framesOf(bot).length === 2)
  const drain = bot.lafs[0]?.shared.get(DRAIN) as (timeoutMs: number) => Promise<void>
  void drain(2_000)
  await advanceUntil(bot, 'the end', bot.allDone)
  expect(cards()).toMatchObject([{ state: 'finished', text: TEN_SECONDS }])
  expect([creations(), bot.texts()]).toEqual([1, [TEN_SECONDS]])
})

it('two processes that both believe to have a message leave one card with its whole answer', async () => {
  await start({ replicas: 2 })
  bot.openai.answer(TEN_SECONDS)
  await bot.send(question, { replica: 0 })
  await advanceUntil(bot, 'a frame', () => framesOf(bot).length === 1)
  // As after a suspension: the lease has run out, and every timer of the first process is late.
  bot.clock.advance(12_000)
  await advanceUntil(bot, 'the end', bot.allDone)
  await advance(bot, 12_000)
  const firstEnd = framesOf(bot).findIndex(({ isFinalize }) => isFinalize)
  expect(
    framesOf(bot)
      .slice(firstEnd)
      .filter(({ isFinalize }) => !isFinalize),
  ).toEqual([])
  expect(cards()).toMatchObject([{ state: 'finished', text: TEN_SECONDS }])
  expect([creations(), bot.texts()]).toEqual([1, [TEN_SECONDS]])
})

it('while the database is away an answer is a message: its card could not be noted', async () => {
  const database = await fixture.startOnFlakyDatabase({ env: { REPLY_VIA: 'card' } })
  bot.openai.answer('照样回答')
  database.stop('refuses')
  await bot.send(question)
  await advanceUntil(bot, 'the answer', () => bot.texts().length === 1)
  database.start()
  await advanceUntil(bot, 'the end', bot.allDone)
  expect([bot.texts(), cards().length]).toEqual([['照样回答'], 0])
})
