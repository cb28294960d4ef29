import { createFaultInjector, type FaultInjector, type FaultRow as Row } from '../shared/fault-injector'
import { type Found, hostilePages, longPages } from './results'

interface FaultParams {
  ms: number
}

/** What a fault does to one call. After `delay` the call goes on. */
export type SearchEffect =
  | { kind: 'delay'; ms: number }
  | { kind: 'silence' }
  | { kind: 'reset' }
  | { kind: 'error'; status: number; message: string }
  /** A body in place of the answer. */
  | { kind: 'body'; status: number; contentType: string; body: string }
  /** Other pages than the usual ones. */
  | { kind: 'pages'; pages: Found[] }

/** One fault of the search service; it has one kind of call. */
export interface SearchFaultRow extends Row<never, FaultParams> {
  effect(params: FaultParams): SearchEffect
}

const ROWS = {
  slow: {
    zh: '搜索缓慢',
    en: 'Slow search',
    params: { ms: 3_000 },
    effect: ({ ms }) => ({ kind: 'delay', ms }),
  },
  hang: row('搜索一直不回应', 'The search never answers', { kind: 'silence' }),
  reset: row('搜索断开连接', 'The search resets the connection', { kind: 'reset' }),
  'wrong-key': fails(
    '搜索的密钥无效：401',
    'Invalid key of the search: 401',
    401,
    'Unauthorized: missing or invalid API key.',
  ),
  'json-off': row('SearXNG 没有打开 JSON：403', 'SearXNG without JSON: 403', {
    kind: 'body',
    status: 403,
    contentType: 'text/html; charset=utf-8',
    body: '<!doctype html>\n<title>403 Forbidden</title>\n<h1>Forbidden</h1>\n',
  }),
  'rate-limited': fails(
    '搜索太频繁：429',
    'Too many searches: 429',
    429,
    'Your request has been blocked due to excessive requests.',
  ),
  'plan-limit': fails(
    '搜索的额度用完：432',
    'The plan of the search is used up: 432',
    432,
    "This request exceeds your plan's set usage limit.",
  ),
  'server-error': fails('搜索服务出错：500', 'Server error of the search: 500', 500, 'Internal Server Error'),
  garbage: row('搜索返回 HTML 页面：200', 'HTML in place of search results: 200', {
    kind: 'body',
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: '<!doctype html><title>Welcome</title>',
  }),
  'bad-json': row('搜索返回的 JSON 不完整', 'Incomplete JSON of the search', {
    kind: 'body',
    status: 200,
    contentType: 'application/json',
    body: '{"results":[{"title":"half',
  }),
  'no-results': row('什么也搜不到', 'The search finds nothing', { kind: 'pages', pages: [] }),
  long: row('搜到的内容很长', 'The search finds very long pages', { kind: 'pages', pages: longPages() }),
  hostile: row('搜到的网页里有恶意内容', 'The search finds hostile pages', {
    kind: 'pages',
    pages: hostilePages(),
  }),
  huge: row('搜索返回 5 MB', 'The search sends 5 MB', {
    kind: 'body',
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ results: [], padding: 'x'.repeat(5_000_000) }),
  }),
} as const satisfies Record<string, SearchFaultRow>

/** The name of a fault. */
export type SearchFaultId = keyof typeof ROWS
/** The faults of a search service. */
export type SearchFaults = FaultInjector<SearchFaultId, never, FaultParams, SearchFaultRow>

/** Every fault, in the order in which they are tried. */
export const SEARCH_FAULTS: Record<SearchFaultId, SearchFaultRow> = ROWS

/** Creates the fault injector of a search service, with no fault set. */
export function createSearchFaults(): SearchFaults {
  return createFaultInjector(SEARCH_FAULTS, { ms: 0 })
}

/** The effects of the faults that hit the next call, counted: a delay, then at most one other. */
export function triggerSearchEffects(faults: SearchFaults): SearchEffect[] {
  const effects: SearchEffect[] = []
  for (const id of Object.keys(SEARCH_FAULTS) as SearchFaultId[]) {
    const fault = faults.trigger(id)
    if (!fault) continue
    const effect = SEARCH_FAULTS[id].effect(fault.params)
    effects.push(effect)
    if (effect.kind !== 'delay') break
  }
  return effects
}

function row(zh: string, en: string, effect: SearchEffect): SearchFaultRow {
  return { zh, en, effect: () => effect }
}

function fails(zh: string, en: string, status: number, message: string): SearchFaultRow {
  return row(zh, en, { kind: 'error', status, message })
}
