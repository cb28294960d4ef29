/** The official client judges the demo model: what it takes for an answer, a stream, a list and an error, is one. */
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_MODELS, type OpenAIEmulator, startOpenAI } from '../../playground/openai/emulator'

const KEY = 'sk-judge-0123456789abcdefWXYZ'
const messages = [
  { role: 'system' as const, content: '你是助手。' },
  { role: 'user' as const, content: '你好 🐢' },
]
const model = 'gpt-5.4-mini'

let service: OpenAIEmulator
const createClient = (options = {}) =>
  new OpenAI({ apiKey: KEY, baseURL: service.url, maxRetries: 0, logLevel: 'off', ...options })

beforeAll(async () => {
  service = await startOpenAI({ key: KEY })
})
afterEach(() => service.reset())
afterAll(() => service.close())

describe('answers', () => {
  it('gets an answer with usage and a request id', async () => {
    const { data, request_id } = await createClient()
      .chat.completions.create({ model, messages })
      .withResponse()
    expect(data.choices[0]?.message.content).toContain('演示模型')
    expect(data.choices[0]?.finish_reason).toBe('stop')
    expect(data.usage?.total_tokens).toBeGreaterThan(0)
    expect(request_id).toMatch(/^req_/)
  })

  it('gets the same answer as a stream, with usage at the end when it asks for it', async () => {
    const client = createClient()
    const whole = await client.chat.completions.create({ model, messages })
    const stream = client.chat.completions.stream({
      model,
      messages,
      stream_options: { include_usage: true },
    })
    let pieces = 0
    stream.on('content', () => {
      pieces += 1
    })
    const streamed = await stream.finalChatCompletion()
    expect(pieces).toBeGreaterThan(3)
    expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content)
    expect(streamed.choices[0]?.finish_reason).toBe('stop')
    expect(streamed.usage).toEqual(whole.usage)
  })

  it('gets no usage in a stream when it does not ask', async () => {
    for await (const chunk of await createClient().chat.completions.create({
      model,
      messages,
      stream: true,
    })) {
      expect(chunk.object).toBe('chat.completion.chunk')
      expect(chunk.choices).toHaveLength(1)
      expect(chunk.usage ?? undefined).toBeUndefined()
    }
  })

  it('gets the long answer and the 1 MB answer whole, both ways', async () => {
    const client = createClient()
    const long = [{ role: 'user' as const, content: '很长' }]
    const whole = await client.chat.completions.create({ model, messages: long })
    const streamed = await client.chat.completions.stream({ model, messages: long }).finalContent()
    expect(Buffer.byteLength(whole.choices[0]?.message.content ?? '')).toBeGreaterThan(39_000)
    expect(streamed).toBe(whole.choices[0]?.message.content)
    service.faults.set('huge', { times: 2 })
    const huge = await client.chat.completions.create({ model, messages })
    expect(Buffer.byteLength(huge.choices[0]?.message.content ?? '')).toBeGreaterThanOrEqual(1_000_000)
    expect(await client.chat.completions.stream({ model, messages }).finalContent()).toBe(
      huge.choices[0]?.message.content,
    )
  })

  it('lists the models and finds one', async () => {
    const client = createClient()
    const ids: string[] = []
    for await (const entry of client.models.list()) ids.push(entry.id)
    expect(ids).toEqual(DEFAULT_MODELS)
    expect(await client.models.retrieve(model)).toMatchObject({ id: model, object: 'model' })
  })
})

describe('errors', () => {
  const ask = (options = {}, request = {}) =>
    createClient(options).chat.completions.create({ model, messages, ...request })

  it('are an AuthenticationError for a wrong key', async () => {
    const error = await ask({ apiKey: 'sk-wrong-0123456789abcdefWXYZ' }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(error).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      type: 'invalid_request_error',
      param: null,
    })
  })

  it('are a NotFoundError for an unknown model, asked or looked up', async () => {
    const asked = await ask({}, { model: 'gpt-0' }).catch((thrown) => thrown)
    expect(asked).toBeInstanceOf(OpenAI.NotFoundError)
    expect(asked).toMatchObject({ status: 404, code: 'model_not_found' })
    await expect(createClient().models.retrieve('gpt-0')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  it('are a BadRequestError for a bad request', async () => {
    await expect(ask({}, { messages: [] })).rejects.toBeInstanceOf(OpenAI.BadRequestError)
  })

  it('are a RateLimitError for a limit and for a used up quota, which the code tells apart', async () => {
    service.faults.set('rate-limited', { times: 1 })
    const limited = await ask().catch((thrown) => thrown)
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError)
    expect(limited.code).toBe('rate_limit_exceeded')
    service.faults.set('no-quota', { times: 1 })
    const spent = await ask().catch((thrown) => thrown)
    expect(spent).toBeInstanceOf(OpenAI.RateLimitError)
    expect(spent.code).toBe('insufficient_quota')
  })

  it('are an InternalServerError for 500 and 503', async () => {
    for (const fault of ['server-error', 'unavailable'] as const) {
      service.faults.set(fault, { times: 1 })
      await expect(ask()).rejects.toBeInstanceOf(OpenAI.InternalServerError)
    }
  })

  it('are an APIConnectionError when the connection is reset', async () => {
    service.faults.set('reset', { times: 1 })
    await expect(ask()).rejects.toBeInstanceOf(OpenAI.APIConnectionError)
  })

  it('are an APIConnectionTimeoutError when nothing comes', async () => {
    service.faults.set('hang', { times: 1 })
    await expect(ask({ timeout: 50 })).rejects.toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
  })
})

describe('retries', () => {
  it('wait as long as the service says, and no longer', async () => {
    service.faults.set('rate-limited', { times: 2, retryAfterSeconds: 0.05 })
    const answer = await createClient({ maxRetries: 2 }).chat.completions.create({ model, messages })
    expect(answer.choices).toHaveLength(1)
    const { calls } = service.store
    expect(calls.map((call) => call.status)).toEqual([429, 429, 200])
    // The client's own back-off begins at 375 ms; a shorter wait shows that the header was read.
    for (const [earlier, later] of [calls.slice(0, 2), calls.slice(1)]) {
      const waitedMs = (later?.at ?? 0) - (earlier?.at ?? 0)
      expect(waitedMs).toBeGreaterThanOrEqual(49)
      expect(waitedMs).toBeLessThan(370)
    }
  })

  it('come after a reset connection and after a 500', async () => {
    for (const fault of ['reset', 'server-error'] as const) {
      service.faults.set(fault, { times: 1 })
      const answer = await createClient({ maxRetries: 1 }).chat.completions.create({ model, messages })
      expect(answer.choices).toHaveLength(1)
    }
    expect(service.store.counts.calls).toBe(4)
  })

  it('do not come after a refused key', async () => {
    service.faults.set('bad-key', { times: 1 })
    await expect(
      createClient({ maxRetries: 2 }).chat.completions.create({ model, messages }),
    ).rejects.toThrow()
    expect(service.store.counts.calls).toBe(1)
  })
})
