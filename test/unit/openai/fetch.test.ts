import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import OpenAI from 'openai'
import { afterEach, describe, expect, it } from 'vitest'
import { createFetch } from '../../../functions/openai/fetch'
import { startOpenAI } from '../../../playground/openai/emulator'

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

const fetch = createFetch((text) => text.includes('空'))

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
    const answer = await fetch(url, { method: 'POST', headers, body: '你好 👋' })
    expect(await answer.json()).toEqual({ method: 'POST', key: 'Bearer sk-1', body: '你好 👋' })
    expect([answer.ok, answer.status, answer.headers.get('X-Request-Id')]).toEqual([true, 200, 'req_1'])
    expect([...answer.headers.entries()]).toContainEqual(['x-request-id', 'req_1'])
    expect(answer.headers.get('retry-after')).toBeNull()
  })

  it('uses one connection for calls one after another', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve(({ socket }, response) => {
      ports.add(socket.remotePort)
      response.end('{}')
    })
    for (let n = 0; n < 3; n += 1) await (await fetch(url)).text()
    expect(ports.size).toBe(1)
  })

  it('is not redirected', async () => {
    const urls: unknown[] = []
    const url = await serve((request, response) => {
      urls.push(request.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    const answer = await fetch(url, { method: 'POST', body: '{}' })
    expect([answer.ok, answer.status]).toEqual([false, 307])
    expect(urls).toEqual(['/v1/chat/completions'])
  })

  it('rejects where the connection is refused', async () => {
    const url = await serve(() => {})
    server?.close()
    await once(server as Server, 'close')
    await expect(fetch(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
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
    expect(await (await fetch(url)).json()).toEqual({ 好: '🙂' })
  })

  it.each([
    ['is not the gzip it claims to be', '{}'],
    ['decompresses to more than 8 MB', gzipSync('0'.repeat(20_000_000))],
  ])('that %s rejects', async (_, content) => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(content),
    )
    await expect((await fetch(url)).text()).rejects.toThrow()
  })

  it('that ends before its length rejects', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('{}', () => response.destroy())
    })
    await expect((await fetch(url)).json()).rejects.toThrow()
  })

  it('is read up to 8 MB, then the connection is closed', async () => {
    const { state, listener } = endless()
    const url = await serve(listener)
    await expect((await fetch(url)).text()).rejects.toThrow('too long')
    await state.closed
    expect(state.sent).toBeLessThan(50_000_000)
  })

  it('of an error is read up to 8 MB too', async () => {
    const { state, listener } = endless()
    const url = await serve((request, response) => listener(request, response.writeHead(500)))
    expect(await (await fetch(url)).text()).toBe('')
    await state.closed
  })

  it.each([
    [429, '额度空了', 'false'],
    [429, '太快了', null],
    [503, '空', null],
    [200, '空', null],
  ])('of a %i with the text %s sets x-should-retry to %s', async (status, text, advice) => {
    const url = await serve((_, response) => response.writeHead(status).end(text))
    const answer = await fetch(url)
    expect(answer.headers.get('x-should-retry')).toBe(advice)
    expect(await answer.text()).toBe(text)
  })

  it('can be aborted before and while it comes', async () => {
    const url = await serve((request, response) => {
      if (request.url?.endsWith('drip')) response.write('{')
    })
    const waiting = new AbortController()
    const silent = fetch(url, { signal: waiting.signal })
    setTimeout(() => waiting.abort(), 20)
    await expect(silent).rejects.toMatchObject({ code: 'ERR_CANCELED' })

    const reading = new AbortController()
    const answer = await fetch(`${url}/drip`, { signal: reading.signal })
    const text = answer.text()
    setTimeout(() => reading.abort(), 20)
    await expect(text).rejects.toMatchObject({ code: 'ERR_CANCELED' })
  })
})

describe('a stream', () => {
  it('reaches the package chunk by chunk', async () => {
    const openai = await startOpenAI()
    openai.answer('一二三四五六七八九十')
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: openai.url, fetch })
    const chunks = await client.chat.completions.create({
      model: 'gpt-5.4-mini',
      messages: [{ role: 'user', content: '数到十' }],
      stream: true,
    })
    const parts: string[] = []
    for await (const { choices } of chunks) parts.push(choices[0]?.delta.content ?? '')
    expect(parts.join('')).toBe('一二三四五六七八九十')
    expect(parts.length).toBeGreaterThan(1)
    await openai.close()
  })

  it('is passed on before the response ends', async () => {
    const url = await serve((_, response) => response.write('data: 1\n\n'))
    for await (const chunk of (await fetch(url)).body ?? []) {
      expect(Buffer.from(chunk).toString()).toBe('data: 1\n\n')
      break
    }
  })

  it('is read up to 8 MB, then the connection is closed', async () => {
    const { state, listener } = endless()
    const url = await serve(listener)
    const { body } = await fetch(url)
    const read = async () => {
      for await (const chunk of body ?? []) expect(chunk.byteLength).toBeGreaterThan(0)
    }
    await expect(read()).rejects.toThrow('too long')
    await state.closed
  })
})
