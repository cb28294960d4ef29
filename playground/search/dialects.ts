import type { Found } from './results'

/** What a search service is asked, in one form. */
export interface SearchRequest {
  query: string
  /** How many hits are wanted; SearXNG has no such parameter. */
  count: number
}

/** A kind of search service: its route, and the form of its answers. */
export interface SearchDialect {
  method: 'GET' | 'POST'
  path: string
  /** Whether a request without the right key is refused. */
  needsKey: boolean
  read(query: URLSearchParams, body: Record<string, unknown>): SearchRequest
  write(found: Found[], query: string): object
  writeError(status: number, message: string): object
}

const byDefault = (value: unknown, fallback: number) => (typeof value === 'number' ? value : fallback)

/** The services that are emulated, by their routes. */
export const SEARCH_DIALECTS: Record<'tavily' | 'bocha' | 'searxng', SearchDialect> = {
  tavily: {
    method: 'POST',
    path: '/search',
    needsKey: true,
    read: (_, { query, max_results }) => ({ query: String(query ?? ''), count: byDefault(max_results, 5) }),
    write: (found, query) => ({
      query,
      answer: null,
      images: [],
      results: found.map(({ title, url, text }, n) => ({ title, url, content: text, score: 0.9 - n / 10 })),
      response_time: 0.8,
    }),
    writeError: (_, message) => ({ detail: { error: message } }),
  },
  bocha: {
    method: 'POST',
    path: '/v1/web-search',
    needsKey: true,
    read: (_, { query, count }) => ({ query: String(query ?? ''), count: byDefault(count, 10) }),
    write: (found, query) => ({
      code: 200,
      log_id: 'demo',
      msg: null,
      data: {
        _type: 'SearchResponse',
        queryContext: { originalQuery: query },
        webPages: {
          value: found.map(({ title, url, text }) => ({
            name: title,
            url,
            snippet: text.slice(0, 100),
            summary: text,
          })),
        },
      },
    }),
    writeError: (status, message) => ({ code: String(status), message, log_id: 'demo' }),
  },
  searxng: {
    method: 'GET',
    path: '/search',
    needsKey: false,
    read: (query) => ({ query: query.get('q') ?? '', count: 10 }),
    write: (found, query) => ({
      query,
      number_of_results: found.length,
      results: found.map(({ title, url, text }) => ({ title, url, content: text, engine: 'demo' })),
      answers: [],
      suggestions: [],
      unresponsive_engines: [],
    }),
    writeError: (status, message) => ({ error: message, status }),
  },
}
