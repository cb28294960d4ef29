import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { PromptMessage } from '../../../functions/bot/model'
import { createChat } from '../../../functions/openai/chat'
import { type ModelEndpoint, toModelEndpoint } from '../../../functions/openai/endpoint'
import { createQuirkStore, learn } from '../../../functions/openai/quirks'
import { DIALECTS, type Dialect, normal, type RawResponse } from './dialects'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A service that speaks a dialect; counts the requests. */
async function start(respond: (body: Record<string, unknown>, path: string) => RawResponse | undefined) {
  const requests: Record<string, unknown>[] = []
  const heads: { url?: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request.setEncoding('utf8')) text += part
    const body = JSON.parse(text)
    requests.push(body)
    heads.push({ url: request.url, headers: request.headers })
    const raw: RawResponse = respond(body, request.url ?? '') ?? normal
    response.writeHead(raw.status, {
      ...(raw.contentType ? { 'content-type': raw.contentType } : {}),
      'content-length': Buffer.byteLength(raw.body) + (raw.cut ? 100 : 0),
    })
    if (raw.cut) response.write(raw.body, () => request.socket.destroy())
    else response.end(raw.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, heads }
}

const PICTURE = 'data:image/png;base64,iVBORw0KGgo='

function toPromptFor({ picture }: Dialect): PromptMessage[] {
  return [
    { role: 'system', content: '你是助手' },
    { role: 'user', content: picture ? [{ text: '这是什么' }, { pictureUrl: PICTURE }] : '你好' },
  ]
}

describe('every dialect is understood, and costs further requests only once', () => {
  it.each(DIALECTS.map((dialect) => ({ ...dialect, title: `${dialect.service}: ${dialect.what}` })))(
    '$title',
    async (dialect) => {
      const { url, requests } = await start(dialect.respond)
      const endpoint = toModelEndpoint(url)?.endpoint
      const chat = createChat({
        key: 'sk-1',
        endpoint,
        extra: dialect.extra ?? {},
        quirks: createQuirkStore(),
      })
      const ask = async () => {
        if (dialect.picture && !chat.takesPictures('m')) return { failure: 'pictures-unsupported' }
        return chat.ask(toPromptFor(dialect), 'm', Date.now() + 10_000).then(
          ({ text }) => ({ text }),
          ({ failure }) => ({ failure }),
        )
      }
      const [firstCalls, secondCalls] = dialect.calls
      expect(await ask()).toEqual(dialect.expected)
      expect(requests).toHaveLength(firstCalls)
      expect(await ask()).toEqual(dialect.expected)
      expect(requests).toHaveLength(firstCalls + secondCalls)
    },
  )
})

const page: RawResponse = {
  status: 200,
  contentType: 'text/html',
  body: '<!doctype html><title>New API</title>',
}

/** A client of its own store, for an address as it is pasted. */
function toAsk(pasted: string) {
  const endpoint = toModelEndpoint(pasted)?.endpoint
  const chat = createChat({ key: 'sk-1', endpoint, extra: {}, quirks: createQuirkStore() })
  return (prompt: PromptMessage[] = [{ role: 'user', content: '你好' }]) =>
    chat.ask(prompt, 'm', Date.now() + 10_000)
}

describe('an address that is no API', () => {
  it('is replaced by the same with /v1, which is remembered once it has answered', async () => {
    const { url, requests } = await start((_, path) => (path.startsWith('/api/v1/') ? normal : page))
    const ask = toAsk(`${url}/api`)
    expect(await ask()).toMatchObject({ text: '好' })
    expect(requests).toHaveLength(2)
    await ask()
    expect(requests).toHaveLength(3)
  })

  it.each([
    [
      'OpenAI',
      '{"error":{"message":"Invalid URL (POST /api/chat/completions)","type":"invalid_request_error"}}',
    ],
    [
      'Groq',
      '{"error":{"message":"Unknown request URL: POST /api/chat/completions. Please check the URL for typos.","code":"unknown_url"}}',
    ],
    ['FastAPI', '{"detail":"Not Found"}'],
    ['Go', '404 page not found\n'],
  ])('is also one whose server does not know the route: %s', async (_, body) => {
    const unknown = { status: 404, contentType: 'application/json', body }
    const { url, requests } = await start((_, path) => (path.startsWith('/api/v1/') ? normal : unknown))
    expect(await toAsk(`${url}/api`)()).toMatchObject({ text: '好' })
    expect(requests).toHaveLength(2)
    await expect(toAsk(`${url}/v2`)()).rejects.toMatchObject({ failure: 'address-wrong' })
    expect(requests).toHaveLength(3)
  })

  it('is not one whose server does not know the model', async () => {
    const body = JSON.stringify({ error: { message: 'model "m" not found, try pulling it first' } })
    const { url, requests } = await start(() => ({ status: 404, contentType: 'application/json', body }))
    await expect(toAsk(`${url}/api`)()).rejects.toMatchObject({ failure: 'model-unknown' })
    expect(requests).toHaveLength(1)
  })

  it('is kept after a page that was shown once: the other address is no API either', async () => {
    let isDown = true
    const { url, requests } = await start((_, path) =>
      path.startsWith('/api/v1/') || isDown ? page : normal,
    )
    const ask = toAsk(`${url}/api`)
    await expect(ask()).rejects.toMatchObject({ failure: 'address-wrong' })
    isDown = false
    expect(await ask()).toMatchObject({ text: '好' })
    expect(requests).toHaveLength(3)
  })
})

it('three first messages at once to a service that needs streaming are all answered', async () => {
  const refusal = {
    error: { message: 'This model only support stream mode', code: 'invalid_parameter_error' },
  }
  const { url } = await start(({ stream }) =>
    stream ? normal : { status: 400, contentType: 'application/json', body: JSON.stringify(refusal) },
  )
  const ask = toAsk(`${url}/v1`)
  const answers = await Promise.all([ask(), ask(), ask()])
  expect(answers.map(({ text }) => text)).toEqual(['好', '好', '好'])
})

it('without a system role the instructions stand before the first question', async () => {
  const { url, requests } = await start(({ messages }) =>
    (messages as { role: string }[])[0]?.role === 'system'
      ? { status: 400, contentType: 'application/json', body: '{"message":"System role not supported"}' }
      : undefined,
  )
  await toAsk(`${url}/v1`)([
    { role: 'system', content: '你是助手' },
    { role: 'user', content: '你好' },
  ])
  expect(requests[1]?.messages).toEqual([{ role: 'user', content: '你是助手\n\n你好' }])
})

it('a model without tools is asked without them', () => {
  const quirks = createQuirkStore().of('https://llm.example/v1', 'm')
  const refusal = { status: 400, code: '400', message: 'This model does not support tools' }
  const request = { model: 'm', messages: [{ role: 'system', content: '你是助手' }] }
  expect(learn(quirks, refusal, { ...request, tools: [] })).toBe(true)
  expect(quirks.refusedParameters).toEqual(new Set(['tools']))
  expect(learn(quirks, refusal, request)).toBe(false)
})

it('Azure gets the key in its own header, and the version in the query', async () => {
  const { url, heads } = await start(() => undefined)
  const azure = 'https://demo.openai.azure.com/openai/deployments/mini?api-version=2024-10-21'
  const endpoint = { ...toModelEndpoint(azure)?.endpoint, baseUrl: `${url}/openai/deployments/mini` }
  const chat = createChat({
    key: 'azure-key',
    endpoint: endpoint as ModelEndpoint,
    extra: {},
    quirks: createQuirkStore(),
  })
  await chat.ask([{ role: 'user', content: '你好' }], 'm', Date.now() + 5_000)
  expect(heads[0]?.url).toBe('/openai/deployments/mini/chat/completions?api-version=2024-10-21')
  expect(heads[0]?.headers).toMatchObject({ 'api-key': 'azure-key' })
  expect(heads[0]?.headers).not.toHaveProperty('authorization')
})

it('parameters of OPENAI_EXTRA are sent', async () => {
  const { url, requests } = await start(() => undefined)
  const extra = { enable_search: true, reasoning_effort: 'low' }
  const endpoint = toModelEndpoint(url)?.endpoint
  const chat = createChat({ key: 'sk-1', endpoint, extra, quirks: createQuirkStore() })
  await chat.ask([{ role: 'user', content: '你好' }], 'm', Date.now() + 5_000)
  expect(requests[0]).toEqual({ model: 'm', messages: [{ role: 'user', content: '你好' }], ...extra })
})
