/** Checks the demo model with OpenAI's official client. */
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { DEFAULT_MODELS } from '../../playground/openai/emulator'
import { useOpenAI } from '../playground/openai/support'

const KEY = 'sk-interop-0123456789abcdefWXYZ'
const messages = [
  { role: 'system' as const, content: '你是助手。' },
  { role: 'user' as const, content: '你好 🐢' },
]
const model = 'gpt-6-luna'

const openai = useOpenAI({ key: KEY })
const createClient = (options = {}) =>
  new OpenAI({ apiKey: KEY, baseURL: openai.model.url, maxRetries: 0, logLevel: 'off', ...options })

describe('answers', () => {
  it('have usage and a request id', async () => {
    const { data, request_id } = await createClient()
      .chat.completions.create({ model, messages })
      .withResponse()
    expect(data.choices[0]?.message.content).toContain('演示模型')
    expect(data.choices[0]?.finish_reason).toBe('stop')
    expect(data.usage?.total_tokens).toBeGreaterThan(0)
    expect(request_id).toMatch(/^req_/)
  })

  it('are the same in a stream, with usage at the end if requested', async () => {
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

  it('have no usage in a stream unless requested', async () => {
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

  it('are complete when long or 1 MB large, plain and as a stream', async () => {
    const client = createClient()
    const long = [{ role: 'user' as const, content: '很长' }]
    const whole = await client.chat.completions.create({ model, messages: long })
    const streamed = await client.chat.completions.stream({ model, messages: long }).finalContent()
    expect(Buffer.byteLength(whole.choices[0]?.message.content ?? '')).toBeGreaterThan(39_000)
    expect(streamed).toBe(whole.choices[0]?.message.content)
    openai.model.faults.set('huge', { times: 2 })
    const huge = await client.chat.completions.create({ model, messages })
    expect(Buffer.byteLength(huge.choices[0]?.message.content ?? '')).toBeGreaterThanOrEqual(1_000_000)
    expect(await client.chat.completions.stream({ model, messages }).finalContent()).toBe(
      huge.choices[0]?.message.content,
    )
  })

  it('include the list of models and a single model', async () => {
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

  it('are a NotFoundError for an unknown model, in a chat and in a look-up', async () => {
    const asked = await ask({}, { model: 'gpt-0' }).catch((thrown) => thrown)
    expect(asked).toBeInstanceOf(OpenAI.NotFoundError)
    expect(asked).toMatchObject({ status: 404, code: 'model_not_found' })
    await expect(createClient().models.retrieve('gpt-0')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  it('are a BadRequestError for a bad request', async () => {
    await expect(ask({}, { messages: [] })).rejects.toBeInstanceOf(OpenAI.BadRequestError)
  })

  it('are a RateLimitError with different codes for a rate limit and for a used-up quota', async () => {
    openai.model.faults.set('rate-limited', { times: 1 })
    const limited = await ask().catch((thrown) => thrown)
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError)
    expect(limited.code).toBe('rate_limit_exceeded')
    openai.model.faults.set('no-quota', { times: 1 })
    const spent = await ask().catch((thrown) => thrown)
    expect(spent).toBeInstanceOf(OpenAI.RateLimitError)
    expect(spent.code).toBe('insufficient_quota')
  })

  it('are an InternalServerError for 500 and 503', async () => {
    for (const fault of ['server-error', 'unavailable'] as const) {
      openai.model.faults.set(fault, { times: 1 })
      await expect(ask()).rejects.toBeInstanceOf(OpenAI.InternalServerError)
    }
  })

  it('are an APIConnectionError when the connection is reset', async () => {
    openai.model.faults.set('reset', { times: 1 })
    await expect(ask()).rejects.toBeInstanceOf(OpenAI.APIConnectionError)
  })

  it('are an APIConnectionTimeoutError without a response', async () => {
    openai.model.faults.set('hang', { times: 1 })
    await expect(ask({ timeout: 50 })).rejects.toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
  })
})

describe('retries', () => {
  it('wait as long as retry-after-ms says', async () => {
    openai.model.faults.set('rate-limited', { times: 2, retryAfterSeconds: 0.05 })
    const answer = await createClient({ maxRetries: 2 }).chat.completions.create({ model, messages })
    expect(answer.choices).toHaveLength(1)
    const { calls } = openai.model.store
    expect(calls.map((call) => call.status)).toEqual([429, 429, 200])
    // The client's own back-off is 375 ms or more, so a shorter wait proves that the header was read.
    for (const [earlier, later] of [calls.slice(0, 2), calls.slice(1)]) {
      const waitedMs = (later?.at ?? 0) - (earlier?.at ?? 0)
      expect(waitedMs).toBeGreaterThanOrEqual(49)
      expect(waitedMs).toBeLessThan(370)
    }
  })

  it('follow a reset connection and a 500', async () => {
    for (const fault of ['reset', 'server-error'] as const) {
      openai.model.faults.set(fault, { times: 1 })
      const answer = await createClient({ maxRetries: 1 }).chat.completions.create({ model, messages })
      expect(answer.choices).toHaveLength(1)
    }
    expect(openai.model.store.counts.calls).toBe(4)
  })

  it('do not follow a refused key', async () => {
    openai.model.faults.set('bad-key', { times: 1 })
    await expect(
      createClient({ maxRetries: 2 }).chat.completions.create({ model, messages }),
    ).rejects.toThrow()
    expect(openai.model.store.counts.calls).toBe(1)
  })
})
