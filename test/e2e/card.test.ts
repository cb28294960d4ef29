import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import { TEST_GROUP_ID } from '../../playground/dingtalk/directory'
import type { FaultId } from '../../playground/dingtalk/faults/faults'
import type { BotOptions } from '../support/bot'
import { framesOf, PACE, routesOf, TEN_SECONDS } from '../support/card'
import { joinParts, LONG_ANSWER } from '../support/model'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { zh } = TEXTS
const { bot, ...fixture } = useBot()
const question: OutgoingMessage = { kind: 'text', text: '你好 👋 今天怎么样' }
const start = ({ env, ...options }: BotOptions = {}) =>
  fixture.start({ env: { REPLY_VIA: 'card', ...env }, ...options })
const cards = () => bot.dingtalk.store.cards
const deliveries = () => bot.dingtalk.store.deliveries
/** Asks a model that takes its time. @returns the log line */
async function askSlowly(message = question) {
  const seen = bot.lines.length
  await bot.send(message)
  await advanceUntil(bot, 'the end', () => bot.lines.length > seen)
  return bot.lines.at(-1) as { ms: Record<string, number>; [field: string]: unknown }
}

describe('an answer on a card', () => {
  it('is one card, which is created, finished and never a message', async () => {
    await start()
    bot.openai.answer('**好的**，我在。')
    const line = await bot.ask(question)
    expect(line).toMatchObject({ result: 'answered', channel: 'card', parts: 1 })
    expect(cards()).toMatchObject([{ state: 'finished', text: '**好的**，我在。' }])
    expect(deliveries()).toMatchObject([{ via: 'card' }])
    expect(routesOf(bot)[0]).toBe('cardCreateAndDeliver')
  })

  it('has the first words of the question as its preview, and mentions the asker of a group', async () => {
    await start()
    const { staffId } = bot.dingtalk.directory.person('xiaoli')
    await bot.ask({ ...question, in: TEST_GROUP_ID, from: 'xiaoli' })
    expect(cards()).toMatchObject([{ preview: '你好 👋 今天怎么样' }])
    expect(deliveries()).toMatchObject([{ via: 'card', conversationType: '2', atUserIds: [staffId] }])
  })

  it('has the first words of the question that is asked again as its preview', async () => {
    await start()
    await bot.ask(question)
    await bot.ask({ kind: 'text', text: '/retry' })
    expect(cards().map(({ preview }) => preview)).toEqual(['你好 👋 今天怎么样', '你好 👋 今天怎么样'])
  })

  it('grows while the model writes: whole texts, each longer than the last, with a guid of its own', async () => {
    await start({ openai: PACE })
    bot.openai.answer(TEN_SECONDS)
    const line = await askSlowly()
    const frames = framesOf(bot)
    expect(frames.length).toBeGreaterThanOrEqual(4)
    expect(bot.dingtalk.usage().apiCalls).toBeLessThanOrEqual(8)
    expect(line).toMatchObject({ result: 'answered', frames: frames.length - 1 })
    expect(frames.every(({ isFull, key }) => isFull && key === 'msgContent')).toBe(true)
    expect(new Set(frames.map(({ guid }) => guid)).size).toBe(frames.length)
    const lengths = frames.map(({ content }) => content.length)
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    expect(frames.map(({ isFinalize }) => isFinalize)).toEqual([...frames.slice(1).map(() => false), true])
    for (const { content } of frames) expect((content.match(/\*\*/g) ?? []).length % 2).toBe(0)
    expect(cards()[0]?.text).toBe(TEN_SECONDS)
  })

  it('shows the first words at most 1.5 s after the model has written them', async () => {
    await start({ openai: PACE })
    bot.openai.answer(TEN_SECONDS)
    const { ms } = await askSlowly()
    expect((ms.firstShown ?? Number.NaN) - (ms.firstText ?? 0)).toBeLessThanOrEqual(1_500)
  })

  it('has at least a second between two frames', async () => {
    await start({ openai: PACE })
    bot.openai.answer(TEN_SECONDS)
    await askSlowly()
    const times = framesOf(bot)
      .map(({ at }) => at)
      .slice(0, -1)
    for (const [n, at] of times.slice(1).entries()) expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(1_000)
  })

  it('never shows what the model thinks', async () => {
    await start({ openai: PACE })
    for (const reply of [
      { content: TEN_SECONDS, reasoning_content: '秘密的想法。'.repeat(10) },
      { content: `<think>\n${'秘密的想法。'.repeat(10)}\n</think>\n\n${TEN_SECONDS}` },
      {
        content: `<|channel|>analysis<|message|>${'秘密的想法。'.repeat(10)}<|end|><|start|>assistant<|channel|>final<|message|>${TEN_SECONDS}<|return|>`,
      },
    ]) {
      bot.openai.answer(reply)
      await askSlowly()
      expect(cards().at(-1)?.text).toBe(TEN_SECONDS)
    }
    const shown = framesOf(bot).map(({ content }) => content)
    expect(shown.filter((content) => /秘密|think|channel|<\|/.test(content))).toEqual([])
  })

  it('never shows unmarked thinking of a model that is known to have some', async () => {
    await start({ openai: { ...PACE, models: ['deepseek-r1'] }, env: { OPENAI_MODEL: 'deepseek-r1' } })
    bot.openai.answer(`${'秘密的想法。'.repeat(10)}\n</think>\n\n${TEN_SECONDS}`)
    await askSlowly()
    expect(framesOf(bot).filter(({ content }) => content.includes('秘密'))).toEqual([])
    expect(framesOf(bot).length).toBeGreaterThan(2)
  })

  it('of a service that does not stream is created and finished', async () => {
    await start()
    bot.openai.faults.set('no-streaming')
    bot.openai.answer('不流式')
    await bot.ask(question)
    await bot.ask(question)
    expect(bot.openai.store.counts.calls).toBe(3)
    expect(cards()).toMatchObject([{ text: '不流式' }, { text: '不流式' }])
    expect(framesOf(bot)).toHaveLength(2)
  })

  it('can be quoted', async () => {
    await start()
    bot.openai.answer('卡片上的回答')
    await bot.ask(question)
    const [{ carrierId = '' } = {}] = cards()[0]?.deliveredTo ?? []
    await bot.ask({ kind: 'text', text: '再说细一点', quote: { kind: 'card', processQueryKey: carrierId } })
    expect(bot.prompt()?.at(-1)).toContain('卡片上的回答')
  })
})

describe('a long answer', () => {
  it('fills the card with 2,800 characters at most, and goes on in messages, each once', async () => {
    await start()
    bot.dingtalk.faults.set('card-blank')
    bot.openai.answer(LONG_ANSWER)
    expect(await bot.ask(question)).toMatchObject({ result: 'answered' })
    const [card = '', ...messages] = bot.texts()
    expect(card.length).toBeLessThanOrEqual(2_800)
    expect(card.endsWith(zh.card.continued)).toBe(true)
    expect(messages.length).toBeGreaterThanOrEqual(2)
    expect(messages[0]).toMatch(/\(2\/\d\)$/)
    expect(joinParts([card.slice(0, -zh.card.continued.length), ...messages])).toBe(joinParts([LONG_ANSWER]))
  })

  it('of many short lines keeps the limit, too', async () => {
    await start()
    bot.openai.answer(Array.from({ length: 900 }, (_, n) => `第${n}行`).join('  \n'))
    await bot.ask(question)
    const [card = ''] = bot.texts()
    expect(card.length).toBeLessThanOrEqual(2_800)
    expect(card).toContain('第1行<br>第2行')
  })
})

describe('failures, commands and refusals', () => {
  it('stay what they are', async () => {
    await start({ env: { DENY_USERS: 'guest' } })
    bot.openai.faults.set('no-quota')
    await bot.ask(question)
    await bot.send({ kind: 'text', text: '/help' })
    expect(deliveries().map(({ via }) => via)).toEqual(['api', 'body'])
    expect(bot.texts()[0]).toBe(zh.failure['model-quota'])
    expect(cards()).toEqual([])
  })

  it('a failure after the first words is the end of the card', async () => {
    await start({ openai: PACE, env: { ANSWER_TIMEOUT_SECONDS: '5' } })
    bot.openai.answer(TEN_SECONDS)
    expect(await askSlowly()).toMatchObject({ result: 'timeout', channel: 'card' })
    expect(cards()).toMatchObject([{ state: 'finished', text: zh.failure.timeout }])
    expect(deliveries()).toHaveLength(1)
  })
})

describe('what cannot be a card', () => {
  it.each<[FaultId, shown: string | undefined]>([
    ['card-refused', undefined],
    ['card-template-unknown', undefined],
    ['card-unpublished', undefined],
    ['card-not-delivered', undefined],
    ['card-scope-missing', undefined],
    ['card-key-wrong', 'failed'],
  ])('is a message at once: %s', async (fault, state) => {
    await start()
    bot.dingtalk.faults.set(fault)
    bot.openai.answer('还是要回答')
    const line = await bot.ask(question)
    expect(line).toMatchObject({ result: 'answered', channel: 'api', refusals: [{ channel: 'card' }] })
    const messages = deliveries().filter(({ via }) => via === 'api')
    expect(messages).toMatchObject([{ text: expect.stringMatching(/^还是要回答/) }])
    expect(deliveries().filter(({ via }) => via === 'card')).toHaveLength(state ? 1 : 0)
    if (state) expect(cards()).toMatchObject([{ state }])
  })

  it('tells the admin under the answer what to do', async () => {
    await start()
    bot.dingtalk.faults.set('card-unpublished')
    await bot.ask(question)
    expect(bot.texts()[0]).toContain(zh.fix['card-template'])
  })

  it('is no card for half an hour after three refusals', async () => {
    await start()
    const creations = () => routesOf(bot).filter((route) => route === 'cardCreateAndDeliver').length
    bot.dingtalk.faults.set('card-unpublished')
    for (let n = 0; n < 5; n += 1) await bot.ask(question)
    expect([creations(), deliveries().length]).toEqual([3, 5])
    bot.dingtalk.faults.clear('card-unpublished')
    bot.clock.advance(29 * 60_000)
    await bot.ask(question)
    expect(creations()).toBe(3)
    bot.clock.advance(2 * 60_000)
    await bot.ask(question)
    expect(deliveries().at(-1)).toMatchObject({ via: 'card' })
  })

  it('for a person outside the organisation is a message without a try', async () => {
    await start()
    await bot.ask({ ...question, from: 'guest' })
    expect(routesOf(bot)).toEqual(['webhook'])
  })

  it('is no second card where the response to the creation was lost', async () => {
    await start()
    bot.dingtalk.faults.set('card-exists')
    bot.dingtalk.faults.set('reset-after', { on: ['cardCreateAndDeliver'], times: 1 })
    bot.openai.answer('一张卡片')
    await bot.send(question)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(deliveries()).toMatchObject([{ via: 'card', text: '一张卡片' }])
  })
})

describe('a card that DingTalk throttles or does not answer for', () => {
  it('loses frames and not its end', async () => {
    await start({ openai: PACE })
    bot.dingtalk.faults.set('frames-throttled')
    bot.openai.answer(TEN_SECONDS)
    expect(await askSlowly()).toMatchObject({ result: 'answered', channel: 'card' })
    expect(cards()).toMatchObject([{ state: 'finished', text: TEN_SECONDS, frames: 1 }])
    expect(bot.dingtalk.usage().apiCalls).toBe(2)
  })

  it('is finished as soon as that works', async () => {
    await start()
    bot.dingtalk.faults.set('final-frame-fails', { times: 3 })
    bot.openai.answer('终于')
    await bot.send(question)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(deliveries()).toMatchObject([{ via: 'card', text: '终于' }])
  })

  it('fails when that does not work, and the answer comes as a message', async () => {
    await start()
    bot.dingtalk.faults.set('final-frame-fails', { times: 5 })
    bot.openai.answer('另外发')
    await bot.send(question)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(deliveries()).toMatchObject([
      { via: 'card', text: zh.card.elsewhere },
      { via: 'api', text: '另外发' },
    ])
    expect(cards()).toMatchObject([{ state: 'failed' }])
  })

  it('is marked as failed where DingTalk takes no text at all', async () => {
    await start()
    bot.dingtalk.faults.set('final-frame-fails')
    bot.openai.answer('另外发')
    await bot.send(question)
    await advanceUntil(bot, 'the end', bot.allDone)
    expect(cards()).toMatchObject([{ state: 'failed' }])
    expect(deliveries().at(-1)).toMatchObject({ via: 'api', text: '另外发' })
  })

  it('is slow without holding up more than itself', async () => {
    await start({ openai: PACE })
    bot.dingtalk.faults.set('card-slow', { ms: 2_500 })
    bot.openai.answer(TEN_SECONDS)
    await askSlowly()
    expect(cards()).toMatchObject([{ state: 'finished', text: TEN_SECONDS }])
    expect(bot.dingtalk.usage().apiCalls).toBeLessThanOrEqual(8)
  })
})

describe('the reaction', () => {
  const react = (env: BotOptions['env'] = {}, more: BotOptions = {}) =>
    fixture.start({ env: { THINKING_REACTION: 'true', ...env }, ...more })
  const reactions = () => bot.dingtalk.store.reactions

  it('stands on the question while the model thinks, and is taken back', async () => {
    await react()
    let during: unknown
    bot.openai.answer(async () => {
      await bot.until('the reaction', () => reactions().length === 1)
      during = reactions()[0]?.recalledAt
      return '好'
    })
    const callback = await bot.send(question)
    await bot.until('the recall', () => reactions()[0]?.recalledAt !== undefined)
    expect(during).toBeUndefined()
    expect(reactions()).toMatchObject([{ msgId: callback.msgId, name: '🤔思考中' }])
  })

  it('is tried again where DingTalk does not know the message yet', async () => {
    await react()
    bot.dingtalk.faults.set('reaction-fails-twice')
    bot.openai.answer(async () => {
      await bot.until('the reaction', () => reactions().length === 1)
      return '好'
    })
    await bot.send(question)
    await advanceUntil(bot, 'the recall', () => reactions()[0]?.recalledAt !== undefined)
  })

  it('is never in the way', async () => {
    await react()
    bot.dingtalk.faults.set('reaction-fails')
    bot.openai.answer('照样回答')
    expect(await bot.ask(question)).toMatchObject({ result: 'answered' })
    expect(bot.texts()).toEqual(['照样回答'])
  })

  it('costs nothing where it is not asked for', async () => {
    await fixture.start()
    await bot.ask(question)
    expect(routesOf(bot)).toEqual(['batchSend'])
  })
})

describe('without the setting', () => {
  it('no answer is streamed and no card is made', async () => {
    await fixture.start()
    await bot.ask(question)
    expect(bot.openai.store.calls[0]?.body).not.toHaveProperty('stream')
    expect(routesOf(bot)).toEqual(['batchSend'])
    const [entry] = await bot.documents('inbox')
    expect(entry).not.toHaveProperty('card')
    await advance(bot, 3_000)
  })
})
