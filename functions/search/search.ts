/** Asks a search service. What it finds was written by strangers. */
import { describe, SearchError, toEvidence } from '../errors'
import { request } from '../http'
import { asLine, asObject, asWebAddress, parseJson } from '../untrusted'
import { type Dialect, dialectOf, type SearchService } from './dialects'

/** One page that was found; everything is one line and bounded. */
export interface Hit {
  title: string
  url: string
  text: string
}

export const MAX_HITS = 5
const MAX_TEXT_CHARACTERS = 2_000
const MAX_TITLE_CHARACTERS = 100
/** SearXNG sends dozens of hits. */
const MAX_RESPONSE_BYTES = 2 * 1024 * 1024

/**
 * The first five hits, none where nothing was found.
 * @param timeoutMs for the whole call
 * @throws SearchError
 */
export async function search(service: SearchService, query: string, timeoutMs: number): Promise<Hit[]> {
  const dialect = dialectOf(service)
  const body = dialect.toBody?.(query, MAX_HITS)
  const { status, text } = await request(toAddress(service, dialect, body ? undefined : query), {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: {
      accept: 'application/json',
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(service.key ? { authorization: `Bearer ${service.key}` } : {}),
    },
    timeoutMs: Math.max(1, Math.floor(timeoutMs)),
    maxBytes: MAX_RESPONSE_BYTES,
  }).catch((error) => {
    throw new SearchError('unreachable', describe(error))
  })
  const answer = asObject(parseJson(text))
  if (status !== 200) throw new SearchError(toFailure(status), toEvidence(status))
  const rows = answer && dialect.toRows(answer)
  if (!rows) throw new SearchError('failed', 'no results in the answer')
  return rows
    .slice(0, 10 * MAX_HITS)
    .flatMap((row) => toHit(row, dialect.fields))
    .slice(0, MAX_HITS)
}

/** @param query goes into the address where it is not posted */
function toAddress({ url }: SearchService, { path, needsKey }: Dialect, query?: string): string {
  // Of a known service the host is enough; a SearXNG may stand behind a path.
  const base = needsKey ? new URL(url).origin : url
  const address = new URL(base.endsWith(path) ? base : base.replace(/\/+$/, '') + path)
  if (query === undefined) return address.href
  address.searchParams.set('q', query)
  address.searchParams.set('format', 'json')
  return address.href
}

/** 432 and 433 are Tavily's, for the limits of a plan. */
function toFailure(status: number): SearchError['failure'] {
  if (status === 401 || status === 403) return 'key-refused'
  if ([402, 429, 432, 433].includes(status)) return 'quota'
  return status >= 500 ? 'unreachable' : 'failed'
}

function toHit(row: unknown, fields: Dialect['fields']): Hit[] {
  const given = asObject(row) ?? {}
  const read = (name: keyof Hit) => fields[name].map((field) => given[field]).find(Boolean)
  const url = asWebAddress(read('url'))
  if (!url) return []
  const title = asLine(read('title'), MAX_TITLE_CHARACTERS) ?? new URL(url).hostname
  return [{ title, url, text: asLine(read('text'), MAX_TEXT_CHARACTERS) ?? '' }]
}
