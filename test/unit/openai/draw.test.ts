import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createChat } from '../../../functions/openai/chat'
import { toModelEndpoint } from '../../../functions/openai/endpoint'
import { createQuirkStore } from '../../../functions/openai/quirks'

let server: Server | undefined
let paths: string[] = []

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** @returns the origin of a server with this listener */
async function serve(answer: RequestListener): Promise<string> {
  paths = []
  server = createServer((request, response) => {
    paths.push(String(request.url))
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function chatAt(address: string) {
  const { endpoint } = toModelEndpoint(address) ?? {}
  const chat = createChat({ key: 'sk', endpoint, extra: {}, quirks: createQuirkStore() })
  return { draw: () => chat.draw('猫', 'gpt-image-2', Date.now() + 10_000) }
}

const drawn = (bytes: Buffer) => JSON.stringify({ data: [{ b64_json: bytes.toString('base64') }] })

describe('a picture', () => {
  it('may be as large as pictures are that people send', async () => {
    const bytes = Buffer.alloc(10 * 1024 * 1024, 1)
    const url = await serve((_, response) => response.end(drawn(bytes)))
    expect((await chatAt(`${url}/v1`).draw()).picture).toHaveLength(bytes.length)
    expect(paths).toEqual(['/v1/images/generations'])
  })

  it('is drawn at the other address where the first is no API, and there at once the next time', async () => {
    const url = await serve((request, response) =>
      request.url?.startsWith('/api/v1/')
        ? response.end(drawn(Buffer.from('picture')))
        : response.writeHead(404).end('{"error":{"message":"Not Found"}}'),
    )
    const { draw } = chatAt(`${url}/api`)
    await draw()
    await draw()
    expect(paths).toEqual([
      '/api/images/generations',
      '/api/v1/images/generations',
      '/api/v1/images/generations',
    ])
  })

  it('that no address draws is asked for once at each', async () => {
    const url = await serve((_, response) => response.writeHead(404).end('{"error":{"message":"Not Found"}}'))
    await expect(chatAt(`${url}/api`).draw()).rejects.toMatchObject({ failure: 'address-wrong' })
    expect(paths).toEqual(['/api/images/generations', '/api/v1/images/generations'])
  })
})
