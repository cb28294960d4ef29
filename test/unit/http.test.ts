import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { request } from '../../functions/http'

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

describe('request', () => {
  it('sends method, headers and an object as JSON, and reads JSON', async () => {
    const url = await serve(async (incoming, response) => {
      const { method, headers } = incoming
      const body = Buffer.concat(await incoming.toArray()).toString()
      response.end(JSON.stringify({ method, body, token: headers['x-token'], type: headers['content-type'] }))
    })
    const { status, data } = await request(5_000, {
      method: 'POST',
      url,
      data: { 好: '👋' },
      headers: { 'x-token': 't' },
    })
    expect({ status, data }).toEqual({
      status: 200,
      data: { method: 'POST', body: '{"好":"👋"}', token: 't', type: 'application/json' },
    })
  })

  it.each([400, 429, 503])('resolves with a %i', async (status) => {
    const url = await serve((_, response) => response.writeHead(status).end('<html>'))
    expect(await request(5_000, { url })).toMatchObject({ status, data: '<html>' })
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('decompresses %s', async (encoding, compress) => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"好":"🙂"}')),
    )
    expect((await request(5_000, { url })).data).toEqual({ 好: '🙂' })
  })

  it('uses one connection for calls one after another', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve(({ socket }, response) => {
      ports.add(socket.remotePort)
      response.end('{}')
    })
    for (let n = 0; n < 3; n += 1) await request(5_000, { url })
    expect(ports.size).toBe(1)
  })

  it('follows redirects only where the call allows them', async () => {
    const url = await serve((incoming, response) =>
      incoming.url === '/end' ? response.end('"end"') : response.writeHead(302, { location: '/end' }).end(),
    )
    expect((await request(5_000, { url })).status).toBe(302)
    expect((await request(5_000, { url, maxRedirects: 1 })).data).toBe('end')
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
    await expect(request(5_000, { url })).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) })
  })

  it('a request of more than 1 MB, before it is sent', async () => {
    let calls = 0
    const url = await serve((_, response) => {
      calls += 1
      response.end()
    })
    const call = { method: 'POST', url, data: { text: 'x'.repeat(MB) } }
    await expect(request(5_000, call)).rejects.toMatchObject({ code: 'ERR_BAD_REQUEST' })
    expect(calls).toBe(0)
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
    await expect(request(100, { url })).rejects.toMatchObject({ name: 'TimeoutError' })
    await closed
  })

  it('a refused connection', async () => {
    const url = await serve(() => {})
    server.close()
    await once(server, 'close')
    await expect(request(5_000, { url })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

/** Sends a byte every 10 ms. */
function drip(response: Parameters<RequestListener>[1]): void {
  const timer = setInterval(() => response.write(' '), 10)
  response.on('close', () => clearInterval(timer))
}
