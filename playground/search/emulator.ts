import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Clock, systemClock } from '../clock'
import { createListeners, pushBounded } from '../shared/event-log'
import { closeServer, listen, readBody } from '../shared/http'
import { parseJson, toFields } from '../shared/json'
import { createSleeper } from '../shared/sleep'
import { SEARCH_DIALECTS, type SearchDialect } from './dialects'
import { createSearchFaults, type SearchFaults, triggerSearchEffects } from './faults'
import { type Found, findPages } from './results'

/** One search, and how it ended. */
export interface SearchCall {
  /** 1, 2, 3 … */
  id: number
  /** ms since 1970, by the emulator's clock. */
  at: number
  method: string
  /** With the query. */
  path: string
  service: keyof typeof SEARCH_DIALECTS | 'unknown'
  query: string
  outcome: 'open' | 'answered' | 'dropped'
  status?: number
  answer?: unknown
  ms?: number
}

/** What a listener is told. */
export type SearchEvent = { kind: 'call' | 'end'; call: SearchCall }

/** A search service on loopback that speaks as Tavily, Bocha and SearXNG, told apart by their routes. */
export interface SearchEmulator {
  /** For SEARCH_URL. */
  url: string
  /** The newest calls. */
  calls: SearchCall[]
  faults: SearchFaults
  /** Calls the listener when a call arrives and when it ends; the returned function unsubscribes. */
  on(listener: (event: SearchEvent) => void): () => void
  /** Restores the state after the start. */
  reset(): void
  close(): Promise<void>
}

/** The options of a search service; none is required. */
export interface SearchEmulatorOptions {
  clock?: Clock
  /** The only valid key of Tavily and Bocha; absent: any key. */
  key?: string
}

const MAX_BODY_BYTES = 100_000
const KEPT_CALLS = 200

/** Starts the search service. */
export async function startSearch({
  clock = systemClock,
  key,
}: SearchEmulatorOptions = {}): Promise<SearchEmulator> {
  const faults = createSearchFaults()
  const calls: SearchCall[] = []
  const { on, emit } = createListeners<SearchEvent>()
  const sleeper = createSleeper(clock)
  const silent = new Set<ServerResponse>()
  let lastId = 0

  function begin(method: string, path: string): SearchCall {
    lastId += 1
    const call: SearchCall = {
      id: lastId,
      at: clock.now(),
      method,
      path,
      service: 'unknown',
      query: '',
      outcome: 'open',
    }
    pushBounded(calls, call, KEPT_CALLS)
    return call
  }

  function end(call: SearchCall, result: Pick<SearchCall, 'outcome' | 'status' | 'answer'>): void {
    if (call.outcome !== 'open') return
    Object.assign(call, result, { ms: clock.now() - call.at })
    emit({ kind: 'end', call })
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const read = await readBody(request, MAX_BODY_BYTES)
    const { method = 'GET', url: path = '/' } = request
    const call = begin(method, path)
    const address = new URL(path, 'http://search')
    const body = Buffer.isBuffer(read) ? toFields(parseJson(read.toString('utf8'))) : {}
    const found = findDialect(method, address.pathname)
    const asked = found?.dialect.read(address.searchParams, body)
    Object.assign(call, { service: found?.name ?? 'unknown', query: asked?.query ?? '' })
    emit({ kind: 'call', call })
    response.on('close', () => end(call, { outcome: 'dropped' }))

    const send = (status: number, answer: unknown, contentType = 'application/json') => {
      end(call, { outcome: 'answered', status, answer })
      response.writeHead(status, { 'content-type': contentType })
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    }
    if (!found || !asked) return send(404, { error: 'not found' })
    const { dialect } = found
    let pages: Found[] = findPages(asked.query)
    for (const effect of triggerSearchEffects(faults)) {
      switch (effect.kind) {
        case 'delay':
          if (!(await sleeper.sleep(effect.ms))) return
          break
        case 'silence':
          silent.add(response)
          return
        case 'reset':
          end(call, { outcome: 'dropped' })
          return void request.socket.resetAndDestroy()
        case 'error':
          return send(effect.status, dialect.writeError(effect.status, effect.message))
        case 'body':
          return send(effect.status, effect.body, effect.contentType)
        case 'pages':
          pages = effect.pages
      }
    }
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (dialect.needsKey && (given === undefined || (key !== undefined && given !== key)))
      return send(401, dialect.writeError(401, 'Unauthorized: missing or invalid API key.'))
    if (asked.query.trim() === '') return send(400, dialect.writeError(400, 'Query is missing.'))
    if (dialect === SEARCH_DIALECTS.searxng && address.searchParams.get('format') !== 'json')
      return send(200, '<!doctype html><title>SearXNG</title>', 'text/html; charset=utf-8')
    send(200, dialect.write(pages.slice(0, asked.count), asked.query))
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  const url = await listen(server, 0, '127.0.0.1')

  const release = () => {
    sleeper.cancelAll()
    for (const response of silent) response.destroy()
    silent.clear()
  }
  return {
    url,
    calls,
    faults,
    on,
    reset() {
      release()
      faults.reset()
      calls.length = 0
    },
    close() {
      release()
      return closeServer(server)
    },
  }
}

function findDialect(
  method: string,
  path: string,
): { name: keyof typeof SEARCH_DIALECTS; dialect: SearchDialect } | undefined {
  const rows = Object.entries(SEARCH_DIALECTS) as [keyof typeof SEARCH_DIALECTS, SearchDialect][]
  const row = rows.find(([, dialect]) => dialect.method === method && dialect.path === path)
  return row && { name: row[0], dialect: row[1] }
}
