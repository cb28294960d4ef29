import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { modelFetch } from '../../../functions/openai/fetch'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** @returns the address of a server with this listener */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`
}

/** Sends 300 KB at a time for as long as they are read; `sent` counts bytes, `closed` resolves at the end. */
function endless() {
  const state = { sent: 0, closed: Promise.resolve() }
  const listener: RequestListener = (_, response) => {
    state.closed = once(response, 'close').then(() => undefined)
    const more = () => {
      while (!response.destroyed && response.write('啊'.repeat(100_000))) state.sent += 300_000
      state.sent += 300_000
    }
    response.on('drain', more)
    more()
  }
  return { state, listener }
}

describe('a request', () => {
  it('has the method, headers and body that were given', async () => {
    const url = await serve(async (request, response) => {
      const chunks = await request.toArray()
      const { method, headers } = request
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_1' })
      response.end(
        JSON.stringify({ method, key: headers.authorization, body: Buffer.concat(chunks).toString() }),
      )
    })
    const headers: [string, string][] = [['authorization', 'Bearer sk-1']]
    const answer = await modelFetch(url, { method: 'POST', headers, body: '你好 👋' })
    expect(await answer.json()).toEqual({ method: 'POST', key: 'Bearer sk-1', body: '你好 👋' })
    expect([answer.ok, answer.status, answer.headers.get('X-Request-Id')]).toEqual([true, 200, 'req_1'])
    expect([...answer.headers.entries()]).toContainEqual(['x-request-id', 'req_1'])
    expect(answer.headers.get('retry-after')).toBeNull()
  })

  it('uses the connections of earlier requests again', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve(({ socket }, response) => {
      ports.add(socket.remotePort)
      response.end('{}')
    })
    for (let n = 0; n < 6; n += 1) await modelFetch(url)
    expect(ports.size).toBeLessThan(3)
  })

  it('is not redirected', async () => {
    const urls: unknown[] = []
    const url = await serve((request, response) => {
      urls.push(request.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    const answer = await modelFetch(url, { method: 'POST', body: '{}' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: { status: 307, code: 'not_an_api', message: '' } })
    expect(answer.headers.get('x-should-retry')).toBe('false')
    expect(urls).toEqual(['/v1/chat/completions'])
  })

  it('rejects where the connection is refused', async () => {
    const url = await serve(() => {})
    server?.close()
    await once(server as Server, 'close')
    await expect(modelFetch(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('a body', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => text],
  ] as const)('is read with the encoding %s', async (encoding, compress) => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"好":"🙂"}'))
    })
    expect(await (await modelFetch(url)).json()).toEqual({ 好: '🙂' })
  })

  it.each([
    ['is not the gzip it claims to be', '{}'],
    ['decompresses to more than 8 MB', gzipSync('0'.repeat(20_000_000))],
  ])('that %s rejects', async (_, content) => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(content),
    )
    await expect(modelFetch(url)).rejects.toThrow()
  })

  it('that ends before its length rejects', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('{}', () => response.destroy())
    })
    await expect(modelFetch(url)).rejects.toThrow()
  })

  it('is read up to 8 MB, then the connection is closed', async () => {
    const { state, listener } = endless()
    const url = await serve(listener)
    await expect(modelFetch(url)).rejects.toThrow('too long')
    await state.closed
    expect(state.sent).toBeLessThan(50_000_000)
  })

  it('of an error is read up to 8 MB too', async () => {
    const { state, listener } = endless()
    const url = await serve((request, response) => listener(request, response.writeHead(500)))
    await expect(modelFetch(url)).rejects.toThrow('too long')
    await state.closed
  })

  it.each([
    [429, { error: { code: 'insufficient_quota', message: '' } }, 429, 'false'],
    [429, { error: { code: 'rate_limit_exceeded', message: '' } }, 429, null],
    [503, { error: { message: '余额不足' } }, 503, null],
    [500, { error: { message: 'maximum context length is 4096 tokens' } }, 500, 'false'],
    [200, { error: { code: 'insufficient_user_quota', message: '' } }, 400, 'false'],
    [200, { error: { code: 'rate_limit_exceeded', message: '' } }, 429, null],
    [200, { error: { message: 'upstream error' } }, 502, null],
  ])('of a %i with %j becomes a %i with x-should-retry %s', async (status, body, expected, advice) => {
    const url = await serve((_, response) => response.writeHead(status).end(JSON.stringify(body)))
    const answer = await modelFetch(url)
    expect(answer.status).toBe(expected)
    expect(answer.headers.get('x-should-retry')).toBe(advice)
  })

  it.each([
    [200, 'not_an_api', 'false'],
    [404, 'not_an_api', 'false'],
    [413, '', 'false'],
    [429, '', null],
    [502, '', null],
  ])('of a %i that is a web page has the code %j and x-should-retry %s', async (status, code, advice) => {
    const url = await serve((_, response) => response.writeHead(status).end('<html>nginx</html>'))
    const answer = await modelFetch(url)
    expect(await answer.json()).toEqual({ error: { status, code, message: '' } })
    expect(answer.headers.get('x-should-retry')).toBe(advice)
  })

  it('of an error is brought into one shape with bounded texts', async () => {
    const long = { code: 30001, message: 'x'.repeat(100_000), data: null }
    const url = await serve((_, response) => response.writeHead(403).end(JSON.stringify(long)))
    const { error } = (await (await modelFetch(url)).json()) as { error: { message: string } }
    expect(error).toMatchObject({ status: 403, code: '30001' })
    expect(error.message).toHaveLength(2_000)
  })

  it('can be aborted before and while it comes', async () => {
    const url = await serve((request, response) => {
      if (request.url?.endsWith('drip')) response.write('{')
    })
    const waiting = new AbortController()
    const silent = modelFetch(url, { signal: waiting.signal })
    setTimeout(() => waiting.abort(), 20)
    await expect(silent).rejects.toMatchObject({ name: 'AbortError' })

    const reading = new AbortController()
    const dripping = modelFetch(`${url}/drip`, { signal: reading.signal })
    setTimeout(() => reading.abort(), 20)
    await expect(dripping).rejects.toMatchObject({ name: 'AbortError' })
  })
})
