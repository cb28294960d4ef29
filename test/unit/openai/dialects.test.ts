import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { PromptMessage } from '../../../functions/bot/model'
import { createChat } from '../../../functions/openai/chat'
import { toModelEndpoint } from '../../../functions/openai/endpoint'
import { createQuirkStore } from '../../../functions/openai/quirks'
import { DIALECTS, type Dialect, normal, type RawResponse } from './dialects'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A service that speaks a dialect; counts the requests. */
async function start(respond: Dialect['respond']) {
  const requests: Record<string, unknown>[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request.setEncoding('utf8')) text += part
    const body = JSON.parse(text)
    requests.push(body)
    const raw: RawResponse = respond(body) ?? normal
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

it('without a system role the instructions stand before the first question', async () => {
  const { url, requests } = await start(({ messages }) =>
    (messages as { role: string }[])[0]?.role === 'system'
      ? { status: 400, contentType: 'application/json', body: '{"message":"System role not supported"}' }
      : undefined,
  )
  const endpoint = toModelEndpoint(`${url}/v1`)?.endpoint
  const chat = createChat({ key: 'sk-1', endpoint, extra: {}, quirks: createQuirkStore() })
  await chat.ask(
    [
      { role: 'system', content: '你是助手' },
      { role: 'user', content: '你好' },
    ],
    'm',
    Date.now() + 5_000,
  )
  expect(requests[1]?.messages).toEqual([{ role: 'user', content: '你是助手\n\n你好' }])
})
