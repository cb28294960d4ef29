import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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

/** One pixel. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP438MAAAQZAYzRvG+PAAAAAElFTkSuQmCC'

const chatWith = (key: string | undefined, address = openai.url) =>
  createChat({ key, endpoint: toModelEndpoint(address)?.endpoint, extra: {}, quirks: createQuirkStore() })
const ask = (content: PromptMessage['content'] = '你好 👋', withinMs = 5_000) =>
  chatWith('sk-test').ask([{ role: 'user', content }], 'gpt-6-luna', Date.now() + withinMs)

describe('a request', () => {
  it('has a model and messages and no other parameters, which not every service accepts', async () => {
    openai.answer('好')
    await ask()
    expect(openai.store.calls[0]?.body).toEqual({
      model: 'gpt-6-luna',
      messages: [{ role: 'user', content: '你好 👋' }],
    })
  })

  it('has a picture as a part of its own', async () => {
    await ask([{ text: '这是什么' }, { pictureUrl: PICTURE }])
    expect(openai.store.calls[0]?.body.messages[0]?.content).toMatchObject([
      { type: 'text', text: '这是什么' },
      { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) } },
    ])
  })

  it('is not sent without a key or after the deadline', async () => {
    const chat = chatWith(undefined)
    await expect(chat.ask([], 'gpt-6-luna', Date.now() + 5_000)).rejects.toMatchObject({
      failure: 'key-missing',
    })
    await expect(ask(undefined, 0)).rejects.toMatchObject({ failure: 'timeout' })
    expect(openai.store.calls).toEqual([])
  })
})

it('the answer has the text, the model that answered and the token usage', async () => {
  openai.answer({ content: '好 🙂', usage: { prompt_tokens: 12, completion_tokens: 3 } })
  expect(await ask()).toEqual({
    text: '好 🙂',
    model: 'gpt-6-luna',
    cutOff: false,
    usage: { prompt: 12, completion: 3 },
  })
})

describe('a failure', () => {
  it.each([
    ['bad-key', 'key-refused'],
    ['bad-region', 'region-not-served'],
    ['no-model', 'model-unknown'],
    ['too-long', 'too-long'],
    ['html', 'address-wrong'],
    ['no-choices', 'model-failed'],
  ] as const)('%s is reported as %s', async (fault, failure) => {
    openai.faults.set(fault)
    await expect(ask()).rejects.toMatchObject({ name: 'AnswerError', failure })
  })

  it('does not contain the service’s own text', async () => {
    openai.faults.set('bad-key')
    await expect(ask()).rejects.toSatisfy(
      (error) => !/sk-|Incorrect|platform/.test(`${error} ${error.evidence}`),
    )
  })

  it.each(['bad-json', 'cut'] as const)('by a response that breaks off is retried: %s', async (fault) => {
    openai.faults.set(fault, { times: 1 })
    openai.answer('好')
    expect((await ask()).text).toBe('好')
    expect(openai.store.counts.calls).toBe(2)
  })

  it('by a rate limit is retried until it succeeds', async () => {
    openai.faults.set('rate-limited', { times: 2, retryAfterSeconds: 0.01 })
    openai.answer('好')
    expect((await ask()).text).toBe('好')
    expect(openai.store.counts.byStatus).toEqual({ 429: 2, 200: 1 })
  })

  it('by a rate limit is reported after five attempts', async () => {
    openai.faults.set('rate-limited', { retryAfterSeconds: 0.01 })
    await expect(ask()).rejects.toMatchObject({ failure: 'rate-limited' })
    expect(openai.store.counts.calls).toBe(5)
  })

  it('for lack of credit is not retried', async () => {
    openai.faults.set('no-quota')
    await expect(ask()).rejects.toMatchObject({ failure: 'model-quota' })
    expect(openai.store.counts.byStatus).toEqual({ 429: 1 })
  })

  it('by the deadline closes the connection', async () => {
    openai.faults.set('hang')
    await expect(ask(undefined, 50)).rejects.toMatchObject({ failure: 'timeout' })
    await expect.poll(() => openai.store.calls[0]?.outcome).toBe('abandoned')
    expect(openai.store.counts.calls).toBe(1)
  })

  it('by the deadline comes also while a response arrives byte by byte', async () => {
    let closed = false
    const server = createServer((_, response) => {
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => {
        clearInterval(timer)
        closed = true
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const chat = chatWith('sk-test', baseUrl)
    await expect(chat.ask([], 'gpt-6-luna', Date.now() + 200)).rejects.toMatchObject({ failure: 'timeout' })
    await expect.poll(() => closed).toBe(true)
    server.close()
  })

  it('by a broken picture is not one of a model without vision', async () => {
    const broken = 'data:image/png;base64,AAAA'
    await expect(ask([{ pictureUrl: broken }])).rejects.toMatchObject({ failure: 'picture-unreadable' })
    openai.faults.set('no-pictures')
    await expect(ask([{ pictureUrl: PICTURE }])).rejects.toMatchObject({ failure: 'pictures-unsupported' })
  })
})
