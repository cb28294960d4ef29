import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { createGuard } from '../../playground/inspector/origin-guard'
import { post, usePlayground } from './support'

const PATHS = [
  ['GET', '/'],
  ['GET', '/playground/page/main.js'],
  ['GET', '/playground/lib/marked.js'],
  ['GET', '/playground/events'],
  ['GET', '/playground/stored'],
  ['GET', '/playground/steps/1'],
  ['POST', '/playground/send'],
  ['POST', '/playground/switch'],
  ['POST', '/playground/reset'],
  ['POST', '/dingtalk'],
] as const

describe('the guard against other sites', () => {
  const playground = usePlayground()

  const ask = (method: string, path: string, headers: Record<string, string>) =>
    status(playground().url, method, path, headers)

  it.each(PATHS)('refuses %s %s under a foreign name', async (method, path) => {
    for (const host of [
      'evil.example',
      'evil.example:80',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '8.8.8.8',
    ]) {
      expect(await ask(method, path, { host }), host).toBe(403)
    }
  })

  it.each(PATHS)('refuses %s %s to another origin', async (method, path) => {
    const own = new URL(playground().url).host
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:1',
      `http://evil.example/${own}`,
    ]) {
      expect(await ask(method, path, { host: own, origin }), origin).toBe(403)
    }
  })

  it('accepts the names of this machine, with its own origin or with none', async () => {
    const { port } = playground().bot
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'LocalHost']) {
      expect(await ask('GET', '/', { host }), host).toBe(200)
      expect(await ask('GET', '/', { host, origin: `http://${host}` }), host).toBe(200)
    }
  })

  it('accepts IP addresses beyond loopback, where DNS rebinding needs a name, but no other name', async () => {
    const app = express()
      .use(createGuard('0.0.0.0'))
      .use((_, response) => void response.send('hello'))
    const server = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    for (const host of ['192.168.1.5:8000', '[fd00::1]:8000', 'localhost']) {
      expect(await status(url, 'GET', '/', { host }), host).toBe(200)
    }
    for (const host of ['evil.example', '192.168.1.5.evil.example']) {
      expect(await status(url, 'GET', '/', { host }), host).toBe(403)
    }
    expect(await status(url, 'GET', '/', { host: '192.168.1.5', origin: 'http://192.168.1.6' })).toBe(403)
    server.close()
  })

  it('refuses what a form of another site can send without a preflight request', async () => {
    const headers = { host: new URL(playground().url).host, 'content-type': 'text/plain' }
    expect(await ask('POST', '/playground/reset', headers)).toBe(415)
  })

  it('refuses compressed bodies', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const body = gzipSync('{}') as unknown as string
    const answer = await fetch(`${playground().url}/playground/reset`, { method: 'POST', headers, body })
    expect(answer.status).toBe(415)
  })

  it('runs only scripts of the page', async () => {
    const response = await fetch(playground().url)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|style=/i)
  })

  it('serves no files from outside its folders', async () => {
    for (const path of [
      '/playground/page/../start.ts',
      '/playground/page/%2e%2e/start.ts',
      '/playground/lib/..%2f..%2fpackage.json',
      '/playground/files/..%2ftranscript.jsonl',
    ]) {
      expect(await ask('GET', path, { host: 'localhost' }), path).toBe(404)
    }
  })

  it('answers names that every object has like any unknown name', async () => {
    for (const name of ['constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
      for (const folder of ['lib', 'page', 'files', 'messages', 'steps', '']) {
        const path = `/playground/${folder}${folder && '/'}${name}`
        expect(await ask('GET', path, { host: 'localhost' }), path).toBe(404)
      }
      expect(await ask('GET', `/${name}`, { host: 'localhost' }), name).toBe(404)
      for (const id of [name, `dingtalk:${name}`, `openai:${name}`, `replica:${name}`])
        expect((await post(playground().url, 'switch', { id, on: true })).status, id).toBe(404)
    }
  })

  it('answers an invalid message with 400, and never with 500', async () => {
    const send = async (body: unknown) => (await post(playground().url, 'send', body)).status
    const conversationId = playground().dingtalk.directory.conversations.at(-1)?.id
    const valid = { from: 'xiaoce', conversationId, text: '好' }
    for (const invalid of [
      {},
      [],
      '{',
      { ...valid, from: 'unknown' },
      { ...valid, conversationId: { $gt: '' } },
      { ...valid, kind: 'raw' },
      { ...valid, kind: 'voice' },
      { ...valid, quote: 'm999' },
      { ...valid, pictures: [{ base64: '<>' }] },
      { ...valid, text: '长'.repeat(100_001) },
    ]) {
      expect(await send(invalid), JSON.stringify(invalid).slice(0, 80)).toBe(400)
    }
    expect(await send(valid)).toBe(202)
  })
})

// `fetch` sets Host by itself; this sends the Host that a browser sends for a foreign name.
function status(url: string, method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const asked = request({ hostname, port, method, path, headers }, (response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    asked.on('error', reject)
    asked.end()
  })
}
