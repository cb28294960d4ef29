/** What search services want to be asked, and where their answers have the hits: told by the host. Pure. */
import { asArray, asObject } from '../untrusted'

export interface SearchService {
  /** With or without the path of the search. */
  url: string
  key?: string
}

export interface Dialect {
  needsKey: boolean
  /** The path that follows an address without it. */
  path: string
  /** The JSON to post; absent: the query is in the address. */
  toBody?(query: string, count: number): object
  /** The rows of an answer; undefined for another answer. */
  toRows(answer: Record<string, unknown>): unknown[] | undefined
  /** Names of the fields of a row; of several, the first that is there counts. */
  fields: Record<'title' | 'url' | 'text', string[]>
}

const FIELDS = { title: ['title'], url: ['url'], text: ['content'] }
const toResults = ({ results }: Record<string, unknown>) => (Array.isArray(results) ? results : undefined)

const TAVILY: Dialect = {
  needsKey: true,
  path: '/search',
  toBody: (query, count) => ({ query, max_results: count }),
  toRows: toResults,
  fields: FIELDS,
}

const BOCHA: Dialect = {
  needsKey: true,
  path: '/v1/web-search',
  toBody: (query, count) => ({ query, count, summary: true }),
  toRows: ({ data }) => {
    const pages = asObject(asObject(data)?.webPages)
    return pages && asArray(pages.value)
  },
  fields: { title: ['name'], url: ['url'], text: ['summary', 'snippet'] },
}

const SEARXNG: Dialect = { needsKey: false, path: '/search', toRows: toResults, fields: FIELDS }

const ROWS: [host: RegExp, dialect: Dialect][] = [
  [/(^|\.)tavily\.com$/, TAVILY],
  [/(^|\.)(bochaai\.com|bocha\.cn)$/, BOCHA],
]

/** The dialect of a service by its address; SearXNG's for unknown hosts. */
export function dialectOf({ url }: SearchService): Dialect {
  const { hostname } = new URL(url)
  return ROWS.find(([host]) => host.test(hostname))?.[1] ?? SEARXNG
}
