import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PromptMessage } from '../../../functions/bot/model'
import { createChat } from '../../../functions/openai/chat'
import { toModelEndpoint } from '../../../functions/openai/endpoint'
import { createQuirkStore } from '../../../functions/openai/quirks'
import { type OpenAIEmulator, startOpenAI } from '../../../playground/openai/emulator'

let openai: OpenAIEmulator
beforeAll(async () => {
  openai = await startOpenAI()
})
beforeEach(() => openai.reset())
afterAll(() => openai.close())

const HELLO: PromptMessage[] = [{ role: 'user', content: '你好 👋' }]
const create = (key?: string) =>
  createChat({
    key,
    endpoint: toModelEndpoint(openai.url)?.endpoint,
    extra: {},
    quirks: createQuirkStore(),
  })
const ask = (messages = HELLO, withinMs = 5_000) =>
  create('sk-test').ask(messages, 'gpt-5.4-mini', Date.now() + withinMs)

describe('a request', () => {
  it('contains only the model and the messages, since not every service accepts more', async () => {
    openai.answer('好')
    await ask()
    expect(openai.store.calls[0]?.body).toEqual({
      model: 'gpt-5.4-mini',
      messages: [{ role: 'user', content: '你好 👋' }],
    })
  })

  it('contains a picture as a separate part', async () => {
    const url =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP438MAAAQZAYzRvG+PAAAAAElFTkSuQmCC'
    await ask([{ role: 'user', content: [{ text: '这是什么' }, { pictureUrl: url }] }])
    expect(openai.store.calls[0]?.body.messages[0]?.content).toMatchObject([
      { type: 'text', text: '这是什么' },
      { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } },
    ])
  })

  it('is not made without a key or without time', async () => {
    const chat = create()
    await expect(chat.ask([], 'gpt-5.4-mini', Date.now() + 5_000)).rejects.toMatchObject({
      failure: 'key-missing',
    })
    await expect(ask(undefined, 0)).rejects.toMatchObject({ failure: 'timeout' })
    expect(openai.store.calls).toEqual([])
  })
})

describe('an answer', () => {
  const answerTo = async (content: string | null, more: object = {}) => {
    openai.answer({ content, ...more })
    return ask()
  }

  it('contains the name of the model and its tokens', async () => {
    const answer = await answerTo('好 🙂', { usage: { prompt_tokens: 12, completion_tokens: 3 } })
    expect(answer).toEqual({
      text: '好 🙂',
      model: 'gpt-5.4-mini',
      cutOff: false,
      usage: { prompt: 12, completion: 3 },
    })
  })

  it('that stopped at the limit says so', async () => {
    expect(await answerTo('从前有座山', { finish_reason: 'length' })).toMatchObject({ cutOff: true })
  })

  it('longer than 60,000 characters is cut before an emoji and says so', async () => {
    const answer = await answerTo(`一${'🙂'.repeat(40_000)}`)
    expect(answer.text).toHaveLength(59_999)
    expect(answer.text).toMatch(/🙂$/u)
    expect(answer.cutOff).toBe(true)
  })

  it.each([
    ['before the answer', '<think>用户想要…\n\n好吧</think>\n\n答案', '答案'],
    ['under another name', '<thinking>嗯</thinking>答案', '答案'],
    ['in capitals, after a line feed', '\n<THINK>嗯</THINK>\n答案', '答案'],
    ['whose opening was cut off', '用户想要…\n</think>\n\n答案', '答案'],
    ['that is empty', '<think>\n</think>\n答案', '答案'],
  ])('does not contain reasoning %s', async (_, content, expected) =>
    expect((await answerTo(content)).text).toBe(expected),
  )

  it.each([
    '在 HTML 里 `</think>` 不是标签',
    '例子：\n```\n<think>\n内容\n</think>\n```\n就是这样',
    '先说一句 <think>这是内容</think>',
  ])('keeps a tag of reasoning that is part of the text: %j', async (content) =>
    expect((await answerTo(content)).text).toBe(content),
  )

  it('does not contain the reasoning in a separate field of DeepSeek', async () =>
    expect((await answerTo('答案', { reasoning_content: '先想想' })).text).toBe('答案'))

  it.each([
    ['null', null],
    ['empty', ''],
    ['blank', ' \n '],
    ['reasoning without an end', '<think>想啊想'],
    ['only reasoning', '<think>想</think>  '],
  ])(
    'that is %s is a failure',
    async (_, content) => await expect(answerTo(content)).rejects.toMatchObject({ failure: 'model-empty' }),
  )

  it('that the content review of the service stopped is declined', async () => {
    await expect(answerTo('一半', { finish_reason: 'content_filter' })).rejects.toMatchObject({
      failure: 'model-declined',
    })
    await expect(answerTo(null, { refusal: 'I can’t' })).rejects.toMatchObject({ failure: 'model-declined' })
  })
})

describe('a failure', () => {
  it.each([
    ['bad-key', 'key-refused'],
    ['bad-region', 'key-refused'],
    ['no-model', 'model-unknown'],
    ['too-long', 'too-long'],
    ['html', 'model-failed'],
    ['bad-json', 'model-failed'],
    ['cut', 'model-failed'],
    ['no-choices', 'model-failed'],
  ] as const)('%s is %s', async (fault, failure) => {
    openai.faults.set(fault)
    await expect(ask()).rejects.toMatchObject({ name: 'AnswerError', failure })
  })

  it('does not contain the message of the service', async () => {
    openai.faults.set('bad-key')
    await expect(ask()).rejects.toSatisfy(
      (error) => !/sk-|Incorrect|platform/.test(`${error} ${error.evidence}`),
    )
  })

  it('rate-limited is retried after its pause', async () => {
    openai.faults.set('rate-limited', { times: 2, retryAfterSeconds: 0.01 })
    openai.answer('好')
    expect((await ask()).text).toBe('好')
    expect(openai.store.counts.byStatus).toEqual({ 429: 2, 200: 1 })
  })

  it('rate-limited is reported after five calls', async () => {
    openai.faults.set('rate-limited', { retryAfterSeconds: 0.01 })
    await expect(ask()).rejects.toMatchObject({ failure: 'rate-limited' })
    expect(openai.store.counts.calls).toBe(5)
  })

  it('timeout aborts the call', async () => {
    openai.faults.set('hang')
    await expect(ask(undefined, 1_000)).rejects.toMatchObject({ failure: 'timeout' })
    await expect.poll(() => openai.store.calls[0]?.outcome, { timeout: 20_000 }).toBe('abandoned')
    expect(openai.store.counts.calls).toBe(1)
  })

  it('pictures-unsupported is reported for a model that accepts no pictures', async () => {
    const picture: PromptMessage[] = [
      { role: 'user', content: [{ pictureUrl: 'data:image/png;base64,AAAA' }] },
    ]
    await expect(ask(picture)).rejects.toMatchObject({ failure: 'pictures-unsupported' })
  })
})
