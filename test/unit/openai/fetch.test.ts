import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { createFetch } from '../../../functions/openai/fetch'

let server: Server

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** Starts a server with this listener. @returns its address */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`
}

const fetch = createFetch((status, text) => status === 429 && text.includes('空'))

it('method, headers and body are sent, and the response is returned', async () => {
  const url = await serve(async (request, response) => {
    const chunks = await request.toArray()
    const { method, headers } = request
    response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_1' })
    response.end(
      JSON.stringify({ method, key: headers.authorization, body: Buffer.concat(chunks).toString() }),
    )
  })
  const headers: [string, string][] = [['authorization', 'Bearer sk-1']]
  const answer = await fetch(url, { method: 'POST', headers, body: '你好 👋' })
  expect(await answer.json()).toEqual({ method: 'POST', key: 'Bearer sk-1', body: '你好 👋' })
  expect([answer.ok, answer.status, answer.headers.get('X-Request-Id')]).toEqual([true, 200, 'req_1'])
  expect([...answer.headers.entries()]).toContainEqual(['x-request-id', 'req_1'])
  expect(answer.headers.get('retry-after')).toBeNull()
})

it.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['identity', (text: string) => text],
] as const)('a response in the encoding %s is read', async (encoding, compress) => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"好":"🙂"}'))
  })
  expect(await (await fetch(url)).json()).toEqual({ 好: '🙂' })
})

it('a response that is not compressed as it says, or too long, is rejected', async () => {
  const bomb = gzipSync('0'.repeat(20_000_000))
  for (const content of ['{}', bomb]) {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(content),
    )
    await expect((await fetch(url)).text()).rejects.toThrow()
    server.close()
  }
})

it('requests share a connection', async () => {
  const ports = new Set<number | undefined>()
  const url = await serve(({ socket }, response) => {
    ports.add(socket.remotePort)
    response.end('{}')
  })
  for (let n = 0; n < 3; n += 1) await (await fetch(url)).text()
  expect(ports.size).toBe(1)
})

it('an endless response is aborted', async () => {
  let sent = 0
  let close = () => {}
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const url = await serve((_, response) => {
    response.on('close', close)
    const more = () => {
      while (!response.destroyed && response.write('啊'.repeat(100_000))) sent += 300_000
      sent += 300_000
    }
    response.on('drain', more)
    more()
  })
  await expect((await fetch(url)).text()).rejects.toThrow('too long')
  await closed
  expect(sent).toBeLessThan(50_000_000)
})

it.each([
  [429, '额度空了', 'false'],
  [429, '太快了', null],
  [200, '空', null],
])('the status %i with the text %s tells the package whether to retry', async (status, text, advice) => {
  const url = await serve((_, response) => response.writeHead(status).end(text))
  expect((await fetch(url)).headers.get('x-should-retry')).toBe(advice)
})

it('an abort ends a request before and during the response', async () => {
  const url = await serve((request, response) => {
    if (request.url?.endsWith('drip')) response.write('{')
  })
  const waiting = new AbortController()
  const silent = fetch(url, { signal: waiting.signal })
  setTimeout(() => waiting.abort(), 20)
  await expect(silent).rejects.toMatchObject({ name: 'AbortError' })

  const reading = new AbortController()
  const answer = await fetch(`${url}/drip`, { signal: reading.signal })
  reading.abort()
  await expect(answer.text()).rejects.toThrow()
})

it('a request to a port without a server is rejected', async () => {
  const url = await serve(() => {})
  server.close()
  await once(server, 'close')
  await expect(fetch(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
