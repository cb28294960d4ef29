import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../playground/inspector/playground'
import type { ChatMessage, PageState } from '../../playground/inspector/types'
import { until } from '../support/until'
import { openPlayground, post, readEvents } from './support'

describe('an answer on the page belongs to the message that it answers', () => {
  // One for each test: a message that waits for the model would go on in the next test.
  let playground: Playground
  beforeEach(async () => {
    playground = await openPlayground()
  })
  afterEach(async () => {
    // A bot that is closed would wait for the model.
    await playground.bot.killAndRestart()
    await playground.close()
  })

  const state = async (): Promise<PageState> => {
    const [first] = await readEvents(playground.url, (events) => events.length > 0)
    return first?.data as PageState
  }
  const send = async (from: string, text: string) => {
    const conversationId = playground.dingtalk.directory.conversations.at(-1)?.id
    await post(playground.url, 'send', { from, conversationId, text })
  }
  const setSwitch = (id: string, on = true) => post(playground.url, 'switch', { id, on })

  async function read() {
    const { messages, steps } = await state()
    const [first, second] = messages.filter(({ from }) => from !== 'robot') as [ChatMessage, ChatMessage]
    const answersOf = (one: ChatMessage) =>
      messages.filter(({ answers }) => answers === one.id).map(({ text }) => text)
    return { first, second, steps, answersOf }
  }
  const untilFirstWaitsForModel = () =>
    until('the first prompt', async () => {
      const { first, steps } = await read()
      return steps.some(({ kind, messageId }) => kind === 'model' && messageId === first?.id)
    })
  const untilSecondEnds = () =>
    until('the end of the second message', async () => {
      const { second, steps } = await read()
      return steps.some(({ kind, messageId }) => kind === 'log' && messageId === second.id)
    })

  it.each([
    ['openai:bad-key', /OPENAI_KEY/, 1],
    ['openai:rate-limited', /过一分钟再问/, 2],
  ])('while the model never answers another one with the same words: %s', async (id, answer, prompts) => {
    await setSwitch('openai:hang')
    await send('xiaoce', '你好')
    await untilFirstWaitsForModel()
    await setSwitch('openai:hang', false)
    await setSwitch(id)
    await send('xiaoli', '你好')
    await untilSecondEnds()

    const { first, second, steps, answersOf } = await read()
    expect(answersOf(second)).toEqual([expect.stringMatching(answer)])
    expect(second.status).toMatchObject({ state: 'answered' })
    expect(answersOf(first)).toEqual([])
    expect(first.status).toMatchObject({ state: 'waiting' })
    const kinds = (one: ChatMessage) =>
      steps.filter(({ messageId }) => messageId === one.id).map(({ kind }) => kind)
    expect(kinds(first)).toEqual(['callback', 'answer', 'model'])
    expect(kinds(second).filter((kind) => kind === 'model').length).toBeGreaterThanOrEqual(prompts)
    expect(kinds(second)).toEqual(expect.arrayContaining(['send', 'delivery', 'log']))
  })

  it('also when DingTalk refused its first send', async () => {
    await setSwitch('openai:hang')
    await send('xiaoce', '第一')
    await untilFirstWaitsForModel()
    await setSwitch('openai:hang', false)
    await setSwitch('openai:bad-key')
    await setSwitch('dingtalk:permission-missing')
    await send('xiaoli', '第二')
    await untilSecondEnds()
    const { first, second, steps, answersOf } = await read()
    expect([answersOf(first).length, answersOf(second).length]).toEqual([0, 1])
    const refused = steps.filter(({ fault }) => fault === 'permission-missing')
    expect(refused.map(({ messageId }) => messageId)).toEqual([second.id])
  })
})
