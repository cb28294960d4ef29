import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { PromptMessage } from '../../../functions/bot/model'
import { createChat } from '../../../functions/openai/chat'
import { toModelEndpoint } from '../../../functions/openai/endpoint'
import { createQuirkStore, learn } from '../../../functions/openai/quirks'
import { DIALECTS, type Dialect, normal, type RawResponse } from './dialects'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A service that speaks a dialect; counts the requests. */
async function start(respond: (body: Record<string, unknown>, path: string) => RawResponse | undefined) {
  const requests: Record<string, unknown>[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request.setEncoding('utf8')) text += part
    const body = JSON.parse(text)
    requests.push(body)
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
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
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
