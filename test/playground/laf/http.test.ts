import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createTestClock } from '../../../playground/clock'
import { createApp } from '../../../playground/laf/http'
import type { Modules } from '../../../playground/laf/modules'
import type { LafOptions } from '../../../playground/laf/runtime'
import { LIMITS, startServer } from '../../../playground/laf/server'
import { statusWithoutBody } from '../../support/status-without-body'
import { main, post, start } from './start'

describe('calling a function over the web', () => {
  it('gives it body, query, headers, method, name and request id', async () => {
    const laf = await start({
      'deep/echo': main(
        '{ ...ctx, request: undefined, response: undefined, headers: ctx.headers["x-mark"] }',
      ),
    })
    const answer = await post(
      `${laf.url}/deep/echo?a=1&b=%E4%BD%A0`,
      { 文: '🙂' },
      { 'x-request-id': 'r1', 'x-mark': 'm' },
    )
    expect(await answer.json()).toEqual({
      __function_name: 'deep/echo',
      requestId: 'r1',
      query: { a: '1', b: '你' },
      body: { 文: '🙂' },
      headers: 'm',
      method: 'POST',
      user: null,
    })
    expect(answer.headers.get('request-id')).toBe('r1')
  })

  it('creates a request id when the request has none', async () => {
    const laf = await start({ id: main('ctx.requestId') })
    const answer = await post(`${laf.url}/id`, {})
    expect(answer.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(await answer.text()).toBe(answer.headers.get('request-id'))
  })

  it.each([
    ["'你好'", 'text/html; charset=utf-8', '你好'],
    ['42', 'text/html; charset=utf-8', '42'],
    ["{ a: ['b'] }", 'application/json; charset=utf-8', '{"a":["b"]}'],
    ['null', 'application/json; charset=utf-8', ''],
    ['undefined', null, ''],
  ])('sends what main returns: %s', async (value, type, text) => {
    const laf = await start({ give: main(value) })
    const answer = await post(`${laf.url}/give`, {})
    expect([answer.status, await answer.text()]).toEqual([200, text])
    if (value !== 'null') expect(answer.headers.get('content-type')).toBe(type)
  })

  it('sends nothing more when the function ended the response itself, and the function works on', async () => {
    const clock = createTestClock()
    const early = `export async function main({ response }: any) {
      response.status(202).send('收到')
      await new Promise((done) => setTimeout(done, 60_000))
      console.log('worked on', response.writableEnded)
      return 'never sent'
    }`
    const laf = await start({ early }, { clock })
    const answer = await post(`${laf.url}/early`, {})
    expect([answer.status, await answer.text(), laf.lines.length]).toEqual([202, '收到', 0])
    clock.advance(60_000)
    await expect.poll(() => laf.lines.map(({ text }) => text)).toEqual(['worked on true'])
  })

  it('answers a throw with 500 and the request id; only the log has the error', async () => {
    const laf = await start({ fail: main("(() => { throw new Error('secret 密钥') })()") })
    const answer = await post(`${laf.url}/fail`, {}, { 'x-request-id': 'r2' })
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { error: 'Internal Server Error', requestId: 'r2' },
    ])
    expect(laf.lines[0]).toMatchObject({ function: 'fail', level: 'error' })
    expect(laf.lines[0]?.text).toContain('secret 密钥')
  })

  it('only logs a throw after the response was ended', async () => {
    const laf = await start({
      late: "export const main = ({ response }: any) => { response.send('ok'); throw new Error('later') }",
    })
    const answer = await post(`${laf.url}/late`, {})
    expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
    expect(laf.lines[0]?.text).toContain('later')
  })

  it('answers broken code and a missing main with 500', async () => {
    const laf = await start({
      broken: 'export function main( {',
      empty: 'export const other = 1',
      value: 'export const main = 1',
    })
    for (const name of ['broken', 'empty', 'value'])
      expect((await post(`${laf.url}/${name}`, {})).status).toBe(500)
  })

  it('prefers a default export over main', async () => {
    const laf = await start({ both: "export default () => 'default'\nexport const main = () => 'main'" })
    expect(await (await post(`${laf.url}/both`, {})).text()).toBe('default')
  })

  it('finds a function by its exact name only', async () => {
    const laf = await start({ a: main('1') })
    for (const path of ['', 'b', 'a/', 'a/b', 'A', '%61', '__proto__', 'constructor', '../a']) {
      expect([path, (await fetch(`${laf.url}/${path}`)).status]).toEqual([path, path === '../a' ? 200 : 404])
    }
  })

  it('reports its health', async () => {
    const laf = await start({})
    await expect.poll(async () => (await fetch(`${laf.url}/_/healthz`)).text()).toBe('ok')
  })

  it('serves mounted routes first, with an unparsed body', async () => {
    const laf = await start(
      { page: main("'function'") },
      {
        mount: (app) =>
          app.post('/page', (req, res) => void req.on('data', (data) => res.send(`route ${data}`))),
      },
    )
    expect(await (await post(`${laf.url}/page`, [1])).text()).toBe('route [1]')
  })
})

describe('a mounted route that fails', () => {
  it('answers 500 without a stack trace, which is in the log', async () => {
    const mount: LafOptions['mount'] = (app) =>
      app.get('/page', () => {
        throw new Error('页面坏了')
      })
    const laf = await start({}, { mount })
    const answer = await fetch(`${laf.url}/page`)
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error'])
    expect(laf.lines[0]?.text).toContain('页面坏了')
  })
})

describe('bodies', () => {
  const echo = main('[typeof ctx.body, ctx.body.length ?? ctx.body]')
  const send = (url: string, type: string, body: string | Buffer) =>
    fetch(`${url}/echo`, { method: 'POST', headers: { 'content-type': type }, body: body as string })

  it('are parsed: JSON, forms, bytes; any other kind is an empty object', async () => {
    const laf = await start({ echo })
    expect(await (await send(laf.url, 'application/json', '[1,2]')).json()).toEqual(['object', 2])
    const form = await send(laf.url, 'application/x-www-form-urlencoded', 'a[b]=%E4%BD%A0')
    expect(await form.json()).toEqual(['object', { a: { b: '你' } }])
    expect(await (await send(laf.url, 'application/octet-stream', 'bytes')).json()).toEqual(['object', 5])
    expect(await (await send(laf.url, 'text/plain', 'text')).json()).toEqual(['object', {}])
  })

  it.each([
    ['broken JSON', '{"a":', 400],
    ['JSON that is neither object nor list', '"text"', 400],
    ['11 MB', `"${'x'.repeat(11 * 1024 * 1024)}"`, 413],
  ])('that are wrong get a 4xx without a stack trace: %s', async (_, body, status) => {
    const laf = await start({ echo })
    const answer = await send(laf.url, 'application/json', body)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toMatch(/^[A-Z][A-Za-z ]+$/)
    expect(laf.lines).toEqual([])
  })

  it('of 900 KB are accepted, and of more than 1 MB refused', async () => {
    const laf = await start({ echo })
    const list = (kilobytes: number) => JSON.stringify(['x'.repeat(kilobytes * 1024)])
    expect(await (await send(laf.url, 'application/json', list(900))).json()).toEqual(['object', 1])
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'application/octet-stream'])
      expect([type, (await send(laf.url, type, list(1024))).status]).toEqual([type, 413])
  })

  it('nest a hundred lists and objects at most, not counting brackets in texts', async () => {
    const laf = await start({ echo })
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    const status = async (body: string | Buffer, type = 'application/json') =>
      (await send(laf.url, type, body)).status
    expect(await status(nested(100))).toBe(200)
    expect(await status(JSON.stringify([nested(1_000), `\\"${'{'.repeat(1_000)}`]))).toBe(200)
    expect(await status(nested(101))).toBe(400)
    expect(await status(`{"a":"\\"","b":${nested(200_000)}}`)).toBe(400)
    expect(await status(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).toBe(400)
    const utf16 = Buffer.from(nested(200_000), 'utf16le')
    expect(await status(utf16, 'application/json; charset=utf-16le')).toBe(400)
  })

  it.each(['gzip', 'deflate', 'br'])('are not decompressed: %s gets 415', async (encoding) => {
    const laf = await start({ echo })
    for (const type of [
      'application/json',
      'application/x-www-form-urlencoded',
      'application/octet-stream',
    ]) {
      const headers = { 'content-type': type, 'content-encoding': encoding }
      const answer = await fetch(`${laf.url}/echo`, { method: 'POST', headers, body: gzipSync('[1]') })
      expect([type, answer.status]).toEqual([type, 415])
    }
  })

  it('are read after name, method and the function itself have been asked', async () => {
    const laf = await start({
      choosy: `export const acceptsBody = ({ headers, body }: any) => headers.key === 'right' && body === undefined
        export const main = ({ body }: any) => ({ body })`,
      broken: 'throw new Error("broken")',
      unsure: "export const acceptsBody = () => { throw new Error('unsure') }\nexport const main = () => 1",
    })
    const text = async (name: string, key = '') => (await post(`${laf.url}/${name}`, [1], { key })).text()
    expect(await text('choosy', 'right')).toBe('{"body":[1]}')
    expect(await text('choosy')).toBe('{}')
    for (const name of ['broken', 'unsure']) expect((await post(`${laf.url}/${name}`, [1])).status).toBe(500)
    // The response comes although no byte of the body does.
    expect(await statusWithoutBody(`${laf.url}/choosy`)).toBe(200)
    expect(await statusWithoutBody(`${laf.url}/unknown`)).toBe(404)
  })

  it.each([
    [{ 'content-type': 'application/json; charset=nonsense' }, 415],
    [{ 'content-type': 'application/json', 'content-encoding': 'nonsense' }, 415],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }, 415],
  ])('with invalid headers get a 4xx: %j', async (headers, status) => {
    const laf = await start({ echo })
    const answer = await fetch(`${laf.url}/echo`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: '{}',
    })
    expect([answer.status, (await answer.text()).includes('at ')]).toEqual([status, false])
  })

  it('with a malformed path get 400', async () => {
    const laf = await start({ echo })
    const answer = await fetch(`${laf.url}/%E0%A4%A`)
    expect([answer.status, await answer.text()]).toEqual([400, 'Bad Request'])
  })
})

describe('methods', () => {
  it('that a function does not list get 405 before its code is loaded', async () => {
    const functions = new Map(
      Object.entries({ open: ['POST'], inner: [] }).map(([name, methods]) => [
        name,
        { name, methods, source: "export const main = () => 'loaded'" },
      ]),
    )
    const loaded: string[] = []
    const modules = {
      load(name: string) {
        loaded.push(name)
        return { main: () => 'loaded' }
      },
      clear() {},
    } satisfies Modules
    const app = createApp({ functions: () => functions, modules, isReady: () => true, reportError: () => {} })
    const server = await startServer(app, 0, '127.0.0.1')
    const status = async (method: string, name: string) =>
      (await fetch(`${server.url}/${name}`, { method })).status
    expect(await status('GET', 'open')).toBe(405)
    expect(await status('HEAD', 'open')).toBe(405)
    expect(await status('POST', 'inner')).toBe(405)
    expect(loaded).toEqual([])
    expect(await status('POST', 'open')).toBe(200)
    expect(loaded).toEqual(['open'])
    server.cut()
  })
})

describe('like Laf, it', () => {
  it('answers OPTIONS with 204 and says that answers depend on the origin', async () => {
    const laf = await start({ a: main('1') })
    const preflight = await fetch(`${laf.url}/a`, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example' },
    })
    expect([preflight.status, preflight.headers.get('vary')]).toEqual([204, 'Origin'])
    expect((await fetch(`${laf.url}/a`)).headers.get('vary')).toBe('Origin')
  })
})

describe('unlike Laf, it', () => {
  it('lets no other site read an answer', async () => {
    const laf = await start({ a: main('1') })
    for (const method of ['OPTIONS', 'GET']) {
      const { headers } = await fetch(`${laf.url}/a`, { method, headers: { origin: 'https://a.example' } })
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('answers a path of more than 256 characters with 404', async () => {
    const laf = await start({})
    expect((await fetch(`${laf.url}/${'a'.repeat(257)}`)).status).toBe(404)
  })
})

describe('a connection', () => {
  it('stays open for more than a minute without requests, and headers may take longer than that', async () => {
    const laf = await start({ a: main('1') })
    const header = await new Promise((resolve) => {
      const agent = new Agent({ keepAlive: true })
      get(`${laf.url}/a`, { agent }, (answer) => {
        answer.resume().on('end', () => agent.destroy())
        resolve(answer.headers['keep-alive'])
      })
    })
    expect(header).toBe(`timeout=${LIMITS.keepAliveTimeout / 1_000}`)
    expect(LIMITS.keepAliveTimeout).toBeGreaterThan(60_000)
    expect(LIMITS.headersTimeout).toBeGreaterThan(LIMITS.keepAliveTimeout)
    expect(LIMITS.requestTimeout).toBeGreaterThan(LIMITS.headersTimeout)
  })

  it('gets 431 for headers of more than 16 KB', async () => {
    const laf = await start({ a: main('1') })
    const headers = { 'x-long': 'x'.repeat(17 * 1024) }
    expect((await fetch(`${laf.url}/a`, { headers })).status).toBe(431)
  })
})

describe('a request that breaks the rules of HTTP', () => {
  const post = (headers: string, body = '') => `POST /a HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`
  const JSON_TYPE = 'Content-Type: application/json'

  it.each([
    ['a method that does not exist', 'FROB /a HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['TRACE', 'TRACE /a HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['CONNECT', 'CONNECT a.example:443 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['OPTIONS of no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an absolute address', 'GET http://evil.example/a HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['two slashes', 'GET //a HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a broken escape', 'GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no Host', 'GET /a HTTP/1.1\r\n\r\n'],
    ['an odd request id', 'GET /a HTTP/1.1\r\nHost: x\r\nX-Request-Id: \xe4\xbd\xa0\r\n\r\n'],
    ['an upgrade', 'GET /a HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['an unknown expectation', post(`${JSON_TYPE}\r\nExpect: more\r\nContent-Length: 2`, '{}')],
    ['a negative length', post(`${JSON_TYPE}\r\nContent-Length: -1`, '{}')],
    ['two lengths', post(`${JSON_TYPE}\r\nContent-Length: 2\r\nContent-Length: 3`, '{}')],
    [
      'a length and chunks',
      post(`${JSON_TYPE}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked`, '0\r\n\r\n'),
    ],
    ['broken chunks', post(`${JSON_TYPE}\r\nTransfer-Encoding: chunked`, 'zz\r\n{}')],
    ['an odd type', post('Content-Type: ;;;=\r\nContent-Length: 2', '{}')],
    ['an unknown encoding', post(`${JSON_TYPE}\r\nContent-Encoding: x, y\r\nContent-Length: 2`, '{}')],
    ['a form with too many fields', form('a&'.repeat(2_000))],
    ['a form with deep fields', form(`a${'[b]'.repeat(200)}=1`)],
    ['a form with odd fields', form('__proto__[x]=1&constructor[prototype][y]=2&[]=3&%=4')],
  ])('is never answered with a 5xx and leaves the server alive: %s', async (_, raw) => {
    const laf = await start({ a: main('1') })
    const answer = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect(laf.port, '127.0.0.1', () => socket.end(raw, 'latin1'))
      socket.on('data', (data) => {
        text += data
      })
      socket.on('error', reject).on('close', () => resolve(text))
    })
    expect(answer).toMatch(/^(HTTP\/1\.1 [1-4]\d\d |$)/)
    expect(laf.lines).toEqual([])
    expect(await laf.call('a')).toBe(1)
  })

  function form(body: string): string {
    return post(`Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}`, body)
  }
})
