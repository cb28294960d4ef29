import { describe, expect, it } from 'vitest'
import { routeTable } from '../../../playground/openai/api/routes'
import { DEFAULT_MODELS, startOpenAI } from '../../../playground/openai/emulator'
import { post, REQUEST, useOpenAI } from './support'

const openai = useOpenAI()

describe('the routes', () => {
  it('are those of routeTable; another method is a 405, and another path a 404', async () => {
    for (const { method, path } of routeTable) {
      const url = new URL(path.replace('{model}', 'gpt-5.4'), openai.model.url)
      const request = path.includes('images') ? { model: 'gpt-image-2', prompt: 'a cat' } : REQUEST
      const body = method === 'POST' ? JSON.stringify(request) : undefined
      expect((await fetch(url, { method, body })).status).toBe(200)
      const other = await fetch(url, { method: 'DELETE' })
      expect(other.status).toBe(405)
      expect((await read(other)).error.type).toBe('invalid_request_error')
    }
    const unknown = await fetch(`${openai.model.url}/embeddings`, { method: 'POST', body: '{}' })
    expect(unknown.status).toBe(404)
    expect((await read(unknown)).error.message).toBe('Invalid URL (POST /v1/embeddings)')
  })

  it("list the models, the bot's default model first", async () => {
    const list = await read(await fetch(`${openai.model.url}/models`))
    expect(list.object).toBe('list')
    expect(list.data.map((entry: { id: string }) => entry.id)).toEqual(DEFAULT_MODELS)
    expect(list.data[0]).toEqual({
      id: 'gpt-6-luna',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'demo',
      shutdown_date: null,
    })
  })

  it('say when a model is shut down, if that is announced', async () => {
    const other = await startOpenAI({ shutdownDates: { 'gpt-5.4': '2027-04-01', 'gpt-5.4-mini': null } })
    const dateOf = async (model: string) =>
      (await read(await fetch(`${other.url}/models/${model}`))).shutdown_date
    expect(await dateOf('gpt-5.4')).toBe('2027-04-01')
    expect(await dateOf('gpt-5.4-mini')).toBeNull()
    expect(await dateOf('gpt-6-luna')).toBeNull()
    await other.close()
  })

  it('return a 404 for an unknown model', async () => {
    expect((await fetch(`${openai.model.url}/models/gpt-0`)).status).toBe(404)
    const { status, body } = await post(openai.model, { ...REQUEST, model: 'gpt-0' })
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: 'model_not_found', type: 'invalid_request_error', param: null })
    expect(body.error.message).toContain('`gpt-0`')
  })

  it('find a model with a slash in its name, and return a 404 for a malformed name', async () => {
    const other = await startOpenAI({ models: ['Qwen/Qwen3-8B'] })
    expect((await fetch(`${other.url}/models/Qwen%2FQwen3-8B`)).status).toBe(200)
    expect((await fetch(`${other.url}/models/%E0%A4%A`)).status).toBe(404)
    await other.close()
  })
})

describe('an answer', () => {
  it('has the format of the real service', async () => {
    const { status, headers, body } = await post(openai.model, REQUEST)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-request-id')).toMatch(/^req_/)
    expect(body).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'gpt-6-luna',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: expect.any(String), refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: expect.objectContaining({
        prompt_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
      }),
      service_tier: 'default',
      system_fingerprint: expect.stringMatching(/^fp_/),
    })
    expect(body.usage?.total_tokens).toBe(
      (body.usage?.prompt_tokens ?? 0) + (body.usage?.completion_tokens ?? 0),
    )
  })

  it('has more prompt tokens for a longer prompt', async () => {
    const short = await post(openai.model, REQUEST)
    const long = await post(openai.model, {
      ...REQUEST,
      messages: [{ role: 'user', content: '长'.repeat(1000) }],
    })
    expect(long.body.usage?.prompt_tokens).toBeGreaterThan((short.body.usage?.prompt_tokens ?? 0) + 500)
  })

  it("ends with `length` at the request's limit, without splitting a character", async () => {
    openai.model.answer('🐢'.repeat(500))
    const { body } = await post(openai.model, { ...REQUEST, max_completion_tokens: 20 })
    expect(body.choices[0]?.finish_reason).toBe('length')
    expect(body.usage?.completion_tokens).toBeLessThanOrEqual(20)
    expect(body.choices[0]?.message.content).toMatch(/^(🐢)+$/u)
    const old = await post(openai.model, { ...REQUEST, model: 'deepseek-chat', max_tokens: 20 })
    expect(old.body.choices[0]?.finish_reason).toBe('length')
  })

  it('can be scripted: a text, a reply, or a function of the request', async () => {
    openai.model.answer('固定的回答')
    expect((await post(openai.model, REQUEST)).body.choices[0]?.message.content).toBe('固定的回答')

    openai.model.answer({
      content: '42',
      reasoning_content: '7 × 6',
      finish_reason: 'length',
      usage: { prompt_tokens: 7, completion_tokens: 8, total_tokens: 15 },
    })
    const { body } = await post(openai.model, REQUEST)
    expect(body.choices[0]).toMatchObject({
      message: { content: '42', reasoning_content: '7 × 6', refusal: null },
      finish_reason: 'length',
    })
    expect(body.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 8, total_tokens: 15 })

    openai.model.answer(async ({ messages }) => `${messages.length} 条`)
    expect((await post(openai.model, REQUEST)).body.choices[0]?.message.content).toBe('1 条')

    openai.model.answer({ content: null, refusal: '不行' })
    expect((await post(openai.model, REQUEST)).body.choices[0]?.message).toMatchObject({
      content: null,
      refusal: '不行',
    })

    openai.model.answer()
    expect((await post(openai.model, REQUEST)).body.choices[0]?.message.content).toContain('演示模型')
  })

  it('is a 500 if the script throws', async () => {
    openai.model.answer(() => {
      throw new Error('剧本写错了')
    })
    const { status, body } = await post(openai.model, REQUEST)
    expect(status).toBe(500)
    expect(body.error.message).toContain('剧本写错了')
  })
})

describe('the key', () => {
  it('may be any, or none, if the service has none', async () => {
    expect((await post(openai.model, REQUEST)).status).toBe(200)
    expect((await post(openai.model, REQUEST, 'sk-anything')).status).toBe(200)
  })

  it("must be the service's; the error of a wrong one contains a part of it", async () => {
    const locked = await startOpenAI({ key: 'sk-right-0123456789abcdef' })
    const wrong = await post(locked, REQUEST, 'sk-wrong-0123456789abcdWXYZ')
    expect(wrong.status).toBe(401)
    expect(wrong.body.error).toMatchObject({
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    })
    expect(wrong.body.error.message).toMatch(/^Incorrect API key provided: sk-wrong\*+WXYZ\. /)
    const none = await post(locked, REQUEST)
    expect(none.status).toBe(401)
    expect(none.body.error.message).toContain("didn't provide an API key")
    expect((await post(locked, REQUEST, 'sk-right-0123456789abcdef')).status).toBe(200)
    await locked.close()
  })
})

it('rejects with EADDRINUSE if the port is taken', async () => {
  const port = Number(new URL(openai.model.url).port)
  await expect(startOpenAI({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

// biome-ignore lint/suspicious/noExplicitAny: a response may have any shape
function read(response: Response): Promise<any> {
  return response.json()
}
