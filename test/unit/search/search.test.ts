import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialectOf } from '../../../functions/search/dialects'
import { search } from '../../../functions/search/search'
import { type SearchEmulator, startSearch } from '../../../playground/search/emulator'
import { SEARCH_FAULTS, type SearchFaultId } from '../../../playground/search/faults'

let service: SearchEmulator
beforeAll(async () => {
  service = await startSearch()
})
beforeEach(() => service.reset())
afterAll(() => service.close())

const find = (query = 'news', timeoutMs = 5_000) => search({ url: service.url }, query, timeoutMs)

describe('the dialect of a service', () => {
  it.each([
    ['https://api.tavily.com', '/search', true],
    ['https://api.bochaai.com', '/v1/web-search', true],
    ['https://api.bocha.cn/v1', '/v1/web-search', true],
    ['https://searx.example', '/search', false],
    ['http://10.0.0.5:8080', '/search', false],
    ['https://nottavily.com', '/search', false],
    ['https://api.tavily.com.evil.example', '/search', false],
  ])('is told by its host: %s', (url, path, needsKey) => {
    expect(dialectOf({ url })).toMatchObject({ path, needsKey })
  })
})

describe('a search', () => {
  it('gives five hits with title, address and text', async () => {
    const hits = await find()
    expect(hits).toHaveLength(5)
    expect(hits[0]).toEqual({
      title: 'Sample news: a new railway opens today',
      url: 'https://news.example/rail',
      text: expect.stringContaining('a new line opened'),
    })
  })

  it('asks for exactly the query', async () => {
    await find('a&format=html#天气 "x"')
    expect(service.calls).toMatchObject([{ query: 'a&format=html#天气 "x"', status: 200 }])
  })

  it('gives none where there are none', async () => {
    service.faults.set('no-results')
    expect(await find()).toEqual([])
  })

  it('gives bounded texts on one line, and only addresses of the web', async () => {
    service.faults.set('long')
    for (const { title, text } of await find()) {
      expect([...title].length).toBeLessThanOrEqual(100)
      expect([...text].length).toBeLessThanOrEqual(2_000)
    }
    service.faults.set('hostile')
    for (const { title, url, text } of await find()) {
      expect(url).toMatch(/^https:\/\/(news|evil)\.example\//)
      expect(title + text).not.toMatch(/[\n\p{C}]/u)
    }
  })

  it('follows no redirect, which could lead into a private network, and sends its key to no other host', async () => {
    const redirecting = createServer((_request, response) => {
      response.writeHead(302, { location: `${service.url}/search?q=news&format=json` }).end()
    })
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve))
    const { port } = redirecting.address() as AddressInfo
    await expect(search({ url: `http://127.0.0.1:${port}`, key: 'k' }, 'news', 5_000)).rejects.toMatchObject({
      name: 'SearchError',
      failure: 'failed',
      evidence: '302',
    })
    expect(service.calls).toEqual([])
    redirecting.closeAllConnections()
    redirecting.close()
  })
})

describe('a search that fails', () => {
  const FAILURES: Partial<Record<SearchFaultId, string>> = {
    hang: 'unreachable',
    reset: 'unreachable',
    'wrong-key': 'key-refused',
    'json-off': 'key-refused',
    'rate-limited': 'quota',
    'plan-limit': 'quota',
    'server-error': 'unreachable',
    garbage: 'failed',
    'bad-json': 'failed',
    huge: 'unreachable',
  }

  it.each(Object.entries(FAILURES))(
    'by %s is %s, without the words of the service',
    async (fault, failure) => {
      service.faults.set(fault as SearchFaultId)
      const error = await find('news', fault === 'hang' ? 50 : 5_000).catch((thrown) => thrown)
      expect(error).toMatchObject({ name: 'SearchError', failure })
      expect(String(error)).not.toMatch(/API key|excessive|plan's|Forbidden/)
    },
  )

  it('is a row of the emulator, as are the others', () => {
    const others = ['slow', 'no-results', 'long', 'hostile']
    expect([...Object.keys(FAILURES), ...others].toSorted()).toEqual(Object.keys(SEARCH_FAULTS).toSorted())
  })
})
