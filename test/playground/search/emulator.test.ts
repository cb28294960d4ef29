import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type SearchEmulator, startSearch } from '../../../playground/search/emulator'
import { SEARCH_FAULTS } from '../../../playground/search/faults'

const KEY = 'tvly-0123456789'
let service: SearchEmulator
beforeAll(async () => {
  service = await startSearch({ key: KEY })
})
beforeEach(() => service.reset())
afterAll(() => service.close())

const post = async (path: string, body: object, key: string | undefined = KEY) => {
  const response = await fetch(service.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the search service', () => {
  it('answers as Tavily', async () => {
    const { body } = await post('/search', { query: 'news', max_results: 2 })
    expect(body.results).toEqual([
      expect.objectContaining({
        title: expect.any(String),
        url: 'https://news.example/rail',
        content: expect.any(String),
      }),
      expect.objectContaining({ url: 'https://news.example/rain' }),
    ])
  })

  it('answers as Bocha', async () => {
    const { body } = await post('/v1/web-search', { query: '新闻', count: 1, summary: true })
    expect(body).toMatchObject({
      code: 200,
      data: { webPages: { value: [{ name: '示例新闻：高铁新线今天通车', summary: expect.any(String) }] } },
    })
  })

  it('answers as SearXNG, which needs no key', async () => {
    const response = await fetch(`${service.url}/search?q=news&format=json`)
    expect(((await response.json()) as { results: unknown[] }).results).toHaveLength(6)
  })

  it('answers as SearXNG with a page unless JSON is asked for', async () => {
    expect(await (await fetch(`${service.url}/search?q=news`)).text()).toMatch(/^<!doctype html>/)
  })

  it.each(['/search', '/v1/web-search'])('refuses another key at %s', async (path) => {
    expect((await post(path, { query: 'news' }, 'tvly-other')).status).toBe(401)
    expect((await post(path, { query: 'news' }, '')).status).toBe(401)
  })

  it.each(['/search', '/v1/web-search'])('refuses a request without a query at %s', async (path) => {
    expect((await post(path, {})).status).toBe(400)
  })

  it('records each call and tells its listeners', async () => {
    const seen: string[] = []
    const stop = service.on(({ kind }) => seen.push(kind))
    await post('/search', { query: 'news' })
    stop()
    expect(seen).toEqual(['call', 'end'])
    expect(service.calls).toMatchObject([
      { service: 'tavily', query: 'news', outcome: 'answered', status: 200 },
    ])
  })

  it('knows no other route', async () => expect((await fetch(`${service.url}/other`)).status).toBe(404))

  it.each([
    ['wrong-key', 401],
    ['json-off', 403],
    ['rate-limited', 429],
    ['plan-limit', 432],
    ['server-error', 500],
  ] as const)('fails once with %s: %d', async (fault, status) => {
    service.faults.set(fault, { times: 1 })
    const ask = () => fetch(`${service.url}/search?q=news&format=json`).then((response) => response.status)
    expect([await ask(), await ask()]).toEqual([status, 200])
  })

  it.each(Object.entries(SEARCH_FAULTS))('the fault %s has a title in both languages', (_, { zh, en }) => {
    expect(zh).toMatch(/\p{Script=Han}/u)
    expect(en).toMatch(/^[\x20-\x7e]{5,60}$/)
  })
})
