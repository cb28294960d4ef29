import { describe, expect, it } from 'vitest'
import type { AnswerFailure } from '../../functions/errors'
import { TEXTS } from '../../functions/texts/languages'
import type { OutgoingMessage } from '../../playground/dingtalk/callback/messages'
import { DIALECT_ROWS } from '../../playground/openai/dialects'
import type { FaultOptions } from '../../playground/openai/faults'
import type { BotOptions } from '../support/bot'
import { useBot } from '../support/use-bot'
import { expectNoUpstreamWords } from './support/upstream-words'

const ANSWER = '答好了 🐢'
const QUESTION: OutgoingMessage = { kind: 'text', text: '你好' }
const PICTURE: OutgoingMessage = { kind: 'richText', pieces: [{ text: '这是什么？' }, { picture: true }] }

type Dialect = keyof typeof DIALECT_ROWS

/** What a person reads with a model that speaks the dialect. */
interface Expected {
  /** Calls of the model for the first and for the second message. */
  calls: [first: number, second: number]
  /** Instead of the answer: the sentence for this failure. */
  failure?: AnswerFailure
  env?: BotOptions['env']
  options?: FaultOptions
  /** Default: a text. */
  message?: OutgoingMessage
}

const EXPECTED: Record<Dialect, Expected> = {
  'stream-only': { calls: [2, 1] },
  'no-streaming': { calls: [2, 1], env: { REPLY_VIA: 'card' } },
  'no-system-role': { calls: [2, 1] },
  'no-parameters': { calls: [2, 1], env: { OPENAI_EXTRA: '{"temperature":0.2}' } },
  'no-pictures': { calls: [1, 0], failure: 'pictures-unsupported', message: PICTURE },
  'small-context': { calls: [1, 1] },
  'no-tools': { calls: [1, 1] },
  'no-tool-results': { calls: [1, 1] },
  'no-reasoning-with-tools': { calls: [1, 1] },
  'no-balance': { calls: [1, 1], failure: 'model-quota' },
  'error-in-200': { calls: [1, 1], failure: 'model-quota' },
  'home-page': { calls: [1, 1], failure: 'address-wrong' },
  'unasked-stream': { calls: [1, 1] },
  // The pauses before five calls take some seconds; that they end is tested with the other failures.
  'stream-error': { calls: [2, 1], options: { times: 1 } },
  'wrong-label': { calls: [1, 1] },
  'think-tags': { calls: [1, 1] },
  channels: { calls: [1, 1] },
}

const { bot, ...fixture } = useBot()

async function start(dialect: Dialect, { env, options }: Pick<Expected, 'env' | 'options'> = {}) {
  await fixture.start({ env: { SYSTEM_PROMPT: '你是小助手。', ...env } })
  bot.openai.faults.set(dialect, options)
  bot.openai.answer(ANSWER)
}

/** Sends a message. @returns how many times the model was called for it */
async function countCalls(message: OutgoingMessage = QUESTION): Promise<number> {
  const before = bot.openai.store.counts.calls
  await bot.ask(message)
  return bot.openai.store.counts.calls - before
}

const lastRequest = () => bot.openai.store.calls.at(-1)?.body

describe('with a model that speaks another dialect', () => {
  it.each(Object.entries(EXPECTED) as [Dialect, Expected][])(
    'each message is answered with one text that is not the words of the service: %s',
    async (dialect, { calls, failure, message, ...set }) => {
      await start(dialect, set)
      expect([await countCalls(message), await countCalls(message)]).toEqual(calls)
      const text = failure ? TEXTS.zh.failure[failure] : ANSWER
      expect(bot.texts()).toEqual([text, text])
      const result = failure ?? 'answered'
      expect(bot.lines).toMatchObject([{ result }, { result }])
      await expectNoUpstreamWords(bot)
    },
  )

  it('each of its rows is tested', () =>
    expect(Object.keys(EXPECTED).toSorted()).toEqual(Object.keys(DIALECT_ROWS).toSorted()))
})

describe('what a model was found not to do', () => {
  it('is asked for with streaming, and the tokens are counted: stream-only', async () => {
    await start('stream-only')
    await countCalls()
    expect(lastRequest()).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    expect(bot.lines[0]?.tokens).toEqual({ prompt: expect.any(Number), completion: expect.any(Number) })
  })

  it('leaves the instructions before the first question: no-system-role', async () => {
    await start('no-system-role')
    await countCalls()
    await countCalls()
    const messages = lastRequest()?.messages
    expect(messages?.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(messages?.[0]?.content).toMatch(/^你是小助手。\n\n今天是 [\s\S]*\n\n你好$/)
    expect(messages?.[2]?.content).toBe('你好')
  })

  it('leaves the other parameters in the request: no-parameters', async () => {
    const extra = { temperature: 0.2, enable_search: true }
    await start('no-parameters', { env: { OPENAI_EXTRA: JSON.stringify(extra) }, options: { times: 1 } })
    expect(await countCalls()).toBe(2)
    expect(Object.keys(lastRequest() ?? {})).toEqual(['model', 'messages', 'enable_search'])
  })

  it('costs no download of the next picture: no-pictures', async () => {
    await start('no-pictures')
    const downloads = () => bot.dingtalk.store.counts.calls.download
    await countCalls(PICTURE)
    expect(downloads()).toBe(1)
    await countCalls(PICTURE)
    expect(downloads()).toBe(1)
  })

  it('leaves a quoted picture as a mark, and the question is answered: no-pictures', async () => {
    await start('no-pictures')
    await countCalls(PICTURE)
    expect(await countCalls({ kind: 'text', text: '这是哪里？', quote: { kind: 'picture' } })).toBe(1)
    expect(bot.texts().at(-1)).toBe(ANSWER)
    expect(lastRequest()?.messages.at(-1)?.content).toContain('[图片]')
  })

  it('says nothing about another model: no-pictures', async () => {
    await start('no-pictures', { env: { OPENAI_MODELS: 'gpt-6-luna,qwen-plus' } })
    await countCalls(PICTURE)
    bot.openai.faults.clear()
    await bot.ask({ kind: 'text', text: '/model qwen-plus' })
    expect(await countCalls(PICTURE)).toBe(1)
    expect(bot.texts().at(-1)).toBe(ANSWER)
  })

  it('is found out again by a new process', async () => {
    await start('stream-only')
    expect(await countCalls()).toBe(2)
    await bot.restart()
    expect(await countCalls()).toBe(2)
    expect(await countCalls()).toBe(1)
  })
})
