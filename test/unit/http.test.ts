import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpCall, request } from '../../functions/http'

const MB = 1024 * 1024
let server: Server

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** @returns the address of a server with this listener */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const call = (url: string, more: Partial<HttpCall> = {}) =>
  request(url, { timeoutMs: 5_000, maxBytes: MB, ...more })

describe('request', () => {
  it('sends method, headers and body, and reads the response', async () => {
    const url = await serve(async (incoming, response) => {
      const { method, headers } = incoming
      const body = Buffer.concat(await incoming.toArray()).toString()
      response.end(JSON.stringify({ method, body, token: headers['x-token'], type: headers['content-type'] }))
    })
    const { status, text } = await call(url, {
      method: 'POST',
      body: '{"好":"👋"}',
      headers: { 'x-token': 't', 'content-type': 'application/json' },
    })
    expect(status).toBe(200)
    expect(JSON.parse(text)).toEqual({
      method: 'POST',
      body: '{"好":"👋"}',
      token: 't',
      type: 'application/json',
    })
  })

  it.each([400, 429, 503])('resolves with a %i', async (status) => {
    const url = await serve((_, response) => response.writeHead(status).end('<html>'))
    expect(await call(url)).toMatchObject({ status, text: '<html>' })
  })

  it('tells the text as it arrives, with characters whole, and that of a compressed response at the end', async () => {
    const bytes = Buffer.from('一👋二')
    const url = await serve((incoming, response) => {
      if (incoming.url === '/gzip')
        return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes))
      response.write(bytes.subarray(0, 5), () => setImmediate(() => response.end(bytes.subarray(5))))
    })
    for (const path of ['/', '/gzip']) {
      const texts: string[] = []
      expect((await call(url + path, { onText: (text) => texts.push(text) })).text).toBe('一👋二')
      expect(texts.join('')).toBe('一👋二')
      expect(texts.length).toBeLessThanOrEqual(path === '/' ? 2 : 1)
    }
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('decompresses %s', async (encoding, compress) => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"好":"🙂"}')),
    )
    expect((await call(url)).text).toBe('{"好":"🙂"}')
  })

  it('uses one connection for calls one after another', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve(({ socket }, response) => {
      ports.add(socket.remotePort)
      response.end('{}')
    })
    for (let n = 0; n < 3; n += 1) await call(url)
    expect(ports.size).toBe(1)
  })

  it('follows no redirects', async () => {
    const urls: unknown[] = []
    const url = await serve((incoming, response) => {
      urls.push(incoming.url)
      response.writeHead(302, { location: '/end' }).end()
    })
    expect((await call(url)).status).toBe(302)
    expect(urls).toEqual(['/'])
  })
})

describe('request rejects', () => {
  it.each([
    ['of more than 1 MB', 'x'.repeat(MB + 1), {}],
    ['that decompresses to more than 1 MB', gzipSync('0'.repeat(20 * MB)), { 'content-encoding': 'gzip' }],
    ['that is not the gzip it claims to be', '{}', { 'content-encoding': 'gzip' }],
    ['that ends before its length', '{}', { 'content-length': '3' }],
  ])('a response %s', async (_, body, headers) => {
    const url = await serve((_incoming, response) => {
      response.writeHead(200, headers as Record<string, string>).write(body, () => response.destroy())
    })
    await expect(call(url)).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) })
  })

  it.each<[string, RequestListener]>([
    ['no response', () => {}],
    ['a response that does not end', (_, response) => drip(response)],
  ])('after the time-out and closes the connection: %s', async (_, listener) => {
    let close = () => {}
    const closed = new Promise<void>((resolve) => {
      close = resolve
    })
    const url = await serve((incoming, response) => {
      response.on('close', close)
      listener(incoming, response)
    })
    await expect(call(url, { timeoutMs: 100 })).rejects.toMatchObject({ name: 'TimeoutError' })
    await closed
  })

  it('a refused connection', async () => {
    const url = await serve(() => {})
    server.close()
    await once(server, 'close')
    await expect(call(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

/** Sends a byte every 10 ms. */
function drip(response: Parameters<RequestListener>[1]): void {
  const timer = setInterval(() => response.write(' '), 10)
  response.on('close', () => clearInterval(timer))
}
