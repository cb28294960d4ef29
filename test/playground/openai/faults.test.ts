import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { FAULTS, type FaultId, HUGE_BYTES } from '../../../playground/openai/faults'
import { nextEvent, post, REQUEST, useOpenAI } from './support'

const openai = useOpenAI()

/** What the official client gets without retries: the answer's first choice, or the error's class, status and code. */
async function request(stream: boolean, timeoutMs = 10_000): Promise<unknown> {
  const client = new OpenAI({
    apiKey: 'sk-test',
    baseURL: openai.model.url,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
  })
  const messages = [{ role: 'user' as const, content: '你好 🐢' }]
  try {
    if (!stream) {
      const answer = await client.chat.completions.create({ model: 'gpt-6-luna', messages })
      if (typeof answer === 'string') return { text: answer }
      const [choice] = answer.choices
      return {
        content: choice?.message.content,
        refusal: choice?.message.refusal,
        end: choice?.finish_reason,
      }
    }
    const seen: { content: string | undefined; refusal: string | null; end: string | undefined } = {
      content: '',
      refusal: null,
      end: undefined,
    }
    for await (const chunk of await client.chat.completions.create({
      model: 'gpt-6-luna',
      messages,
      stream: true,
    })) {
      seen.content += chunk.choices[0]?.delta.content ?? ''
      seen.refusal = chunk.choices[0]?.delta.refusal ?? seen.refusal
      seen.end = chunk.choices[0]?.finish_reason ?? seen.end
    }
    return seen
  } catch (error) {
    const { status, code } = error as { status?: number; code?: string }
    return { thrown: (error as object).constructor.name, status, code }
  }
}

const error = (thrown: string, status: number, code: string | null) => ({ thrown, status, code })

/** The result of `request` by fault; `stream` where it differs from `plain`. */
const RESULTS: Record<FaultId, { plain: unknown; stream?: unknown; outcome?: string }> = {
  slow: { plain: expect.objectContaining({ content: expect.stringContaining('演示模型'), end: 'stop' }) },
  hang: { plain: expect.objectContaining({ thrown: 'APIConnectionTimeoutError' }), outcome: 'abandoned' },
  reset: { plain: expect.objectContaining({ thrown: 'APIConnectionError' }), outcome: 'dropped' },
  cut: {
    plain: expect.objectContaining({ thrown: expect.stringMatching(/Error$/), status: undefined }),
    outcome: 'dropped',
  },
  'bad-key': { plain: error('AuthenticationError', 401, 'invalid_api_key') },
  'bad-region': { plain: error('PermissionDeniedError', 403, 'unsupported_country_region_territory') },
  'no-model': { plain: error('NotFoundError', 404, 'model_not_found') },
  'rate-limited': { plain: error('RateLimitError', 429, 'rate_limit_exceeded') },
  'no-quota': { plain: error('RateLimitError', 429, 'insufficient_quota') },
  'too-long': { plain: error('BadRequestError', 400, 'context_length_exceeded') },
  'server-error': { plain: error('InternalServerError', 500, null) },
  unavailable: { plain: error('InternalServerError', 503, null) },
  html: { plain: { text: expect.stringContaining('<h1>502 Bad Gateway</h1>') }, stream: emptyStream() },
  'bad-json': { plain: expect.objectContaining({ thrown: 'SyntaxError' }), stream: emptyStream() },
  'no-choices': { plain: { content: undefined, refusal: undefined, end: undefined }, stream: emptyStream() },
  'null-answer': {
    plain: { content: null, refusal: null, end: 'stop' },
    stream: { ...emptyStream(), end: 'stop' },
  },
  'empty-answer': { plain: { content: '', refusal: null, end: 'stop' } },
  filtered: { plain: { content: '', refusal: null, end: 'content_filter' } },
  refused: {
    plain: { content: null, refusal: expect.stringContaining("can't help"), end: 'stop' },
    stream: { content: '', refusal: expect.stringMatching(/\S/), end: 'stop' },
  },
  // The official client reads other services' dialects as it can; test/unit/openai/dialects tests the bot.
  'stream-only': { plain: error('BadRequestError', 400, 'invalid_parameter_error'), stream: anyContent() },
  'no-streaming': { plain: anyContent(), stream: error('BadRequestError', 400, 'unsupported_value') },
  'no-system-role': { plain: anyContent() },
  'no-parameters': { plain: anyContent() },
  'no-pictures': { plain: anyContent() },
  'small-context': { plain: anyContent() },
  // These need a request with tools.
  'no-tools': { plain: anyContent() },
  'no-tool-results': { plain: anyContent() },
  'no-reasoning-with-tools': { plain: anyContent() },
  'broken-arguments': { plain: anyContent() },
  'unknown-tool': { plain: anyContent() },
  'never-stops': { plain: anyContent() },
  'no-balance': { plain: expect.objectContaining({ thrown: 'PermissionDeniedError', status: 403 }) },
  'error-in-200': { plain: expect.objectContaining({ thrown: 'TypeError' }), stream: emptyStream() },
  'home-page': { plain: { text: expect.stringContaining('<title>New API</title>') }, stream: emptyStream() },
  'unasked-stream': { plain: { text: expect.stringMatching(/^data:/) }, stream: anyContent() },
  'stream-error': {
    plain: { text: expect.stringContaining('upstream_error') },
    stream: expect.objectContaining({ thrown: 'APIError' }),
  },
  'wrong-label': { plain: { text: expect.stringContaining('"choices"') }, stream: emptyStream() },
  'think-tags': { plain: anyContent(/^<think>/), stream: emptyStream() },
  channels: { plain: anyContent(/^<\|channel\|>analysis/), stream: emptyStream() },
  // A chat does not notice these.
  'picture-refused': { plain: anyContent() },
  'picture-none': { plain: anyContent() },
  'picture-broken': { plain: anyContent() },
  'picture-address': { plain: anyContent() },
  'picture-gone': { plain: anyContent() },
  huge: {
    plain: {
      content: expect.stringMatching(new RegExp(`^[\\s\\S]{${HUGE_BYTES / 2},}$`)),
      refusal: null,
      end: 'stop',
    },
  },
}

function emptyStream() {
  return { content: '', refusal: null, end: undefined }
}

describe.each(Object.entries(FAULTS))('%s', (name, row) => {
  const id = name as FaultId
  const { plain, stream, outcome = 'answered' } = RESULTS[id]

  it.each([
    ['a plain answer', false, plain],
    ['a stream', true, stream ?? plain],
  ])('hits %s once', async (_what, streamed, result) => {
    openai.model.faults.set(id, { times: 1 })
    const [arrived, ended] = [nextEvent(openai.model, 'call'), nextEvent(openai.model, 'end')]
    const requested = request(streamed, id === 'hang' ? 100 : undefined)
    await arrived
    if (id === 'slow') openai.clock.advance(2_990)
    expect(openai.model.store.calls[0]?.outcome === 'open').toBe(id === 'slow' || id === 'hang')
    if (id === 'slow') openai.clock.advance(10)
    expect(await requested).toEqual(result)
    await ended
    expect(openai.model.store.calls[0]?.outcome).toBe(outcome)
    expect((await post(openai.model, REQUEST)).body.choices[0]?.message.content).toContain('演示模型')
  })

  it('has a title in both languages', () => {
    expect(row.zh).toMatch(/\p{Script=Han}/u)
    expect(row.en).toMatch(/^[\x20-\x7e]{5,60}$/)
  })
})

function anyContent(pattern = /./): unknown {
  return expect.objectContaining({ content: expect.stringMatching(pattern), end: 'stop' })
}
