import { describe, expect, it } from 'vitest'
import { TEXTS } from '../../functions/texts/languages'
import { useBot } from '../support/use-bot'

const MESSAGES = 30
/** About 400 characters each. */
const toQuestion = (n: number) => `第${n}问：${'请接着讲这个项目后面的安排和要注意的问题。'.repeat(19)}`
const toAnswer = (n: number) => `第${n}答：${'这一步先和大家商量清楚，再写成文档发出去。'.repeat(19)}`

const { bot, start } = useBot()

/** Asks thirty long questions one after the other. @returns how many times the model was called for each */
async function talk(): Promise<number[]> {
  const calls: number[] = []
  for (let n = 1; n <= MESSAGES; n += 1) {
    const before = bot.openai.store.counts.calls
    bot.openai.answer(toAnswer(n))
    await bot.ask({ kind: 'text', text: toQuestion(n) })
    calls.push(bot.openai.store.counts.calls - before)
  }
  return calls
}

function expectAllAnswered() {
  expect(bot.lines.map(({ result }) => result)).toEqual(Array(MESSAGES).fill('answered'))
  expect(bot.texts()).toEqual(Array.from({ length: MESSAGES }, (_, n) => toAnswer(n + 1)))
}

describe('a conversation of thirty long turns, with all settings at their defaults,', () => {
  it.each<[tokens: number, extraCalls: number]>([
    [4_096, 1],
    [2_000, 1],
    [1_000, 1],
  ])('is answered to the end by a model that takes %i tokens', async (tokens, extraCalls) => {
    await start()
    bot.openai.faults.set('small-context', { tokens })
    const calls = await talk()
    expectAllAnswered()
    expect(Math.max(...calls)).toBeLessThanOrEqual(3)
    // The length that was accepted once bounds all later prompts.
    expect(calls.reduce((sum, n) => sum + n, 0)).toBe(MESSAGES + extraCalls)
  })

  it('keeps some memory with a model that takes 4,096 tokens', async () => {
    await start()
    bot.openai.faults.set('small-context')
    await talk()
    const prompt = bot.prompt() ?? []
    expect(prompt.length).toBeGreaterThanOrEqual(5)
    expect(prompt.at(-3)).toBe(toQuestion(MESSAGES - 1))
    expect(prompt.at(-2)).toBe(toAnswer(MESSAGES - 1))
  })

  it('keeps the newest turns after a turn that is too long for the model', async () => {
    await start()
    bot.openai.faults.set('small-context')
    bot.openai.answer('长'.repeat(5_000))
    await bot.ask({ kind: 'text', text: '讲个很长的故事' })
    bot.openai.answer('好')
    for (const text of ['一', '二', '三']) await bot.ask({ kind: 'text', text })
    expect(bot.prompt()).toEqual(['一', '好', '二', '好', '三'])
    expect(bot.openai.store.calls).toHaveLength(1 + 2 + 1 + 1)
  })

  it('costs one call for each message with a model that takes 128,000 tokens', async () => {
    await start()
    expect(await talk()).toEqual(Array(MESSAGES).fill(1))
    expectAllAnswered()
  })
})

it('a question that is too long by itself is one call and one sentence', async () => {
  await start()
  bot.openai.faults.set('small-context')
  await bot.ask({ kind: 'text', text: '长'.repeat(6_000) })
  expect(bot.texts()).toEqual([TEXTS.zh.failure['too-long']])
  expect(bot.openai.store.calls).toHaveLength(1)
})
