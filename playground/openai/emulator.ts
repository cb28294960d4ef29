import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../clock'
import { systemClock } from '../clock'
import { createChat } from './api/chat'
import { errorResponses } from './api/error-responses'
import { createRoutes } from './api/routes'
import type { Faults } from './faults/faults'
import { createFaults } from './faults/faults'
import type { ErrorResponse, ScriptedAnswer } from './protocol'
import type { ModelEvent, ModelStore } from './store'
import { createStore } from './store'

/** How the demo model is set up; everything has a default. */
export interface OpenAIOptions {
  /** default: any free port */
  port?: number
  host?: string
  clock?: Clock
  /** the only key that is let in; absent: every key, and none */
  key?: string
  /** the models it knows; any other is a 404 */
  models?: string[]
  /** how many calls `store.calls` holds at least; the counters count all (default 1,000) */
  keep?: number
  /** a longer prompt is refused with `context_length_exceeded` (default 128,000) */
  contextTokens?: number
  /** decides which calls a fault with a probability strikes */
  seed?: number
}

/**
 * An OpenAI-compatible service with a model that says it is a demo. What it serves is in `routeTable`; it takes, and
 * does not heed: several choices (`n`), tools, response formats, log probabilities, stop words. Links to pictures
 * are counted and never fetched.
 */
export interface OpenAIEmulator {
  /** for OPENAI_BASE_URL; ends with /v1 */
  url: string
  models: string[]
  store: ModelStore
  faults: Faults
  /** Replaces the demo's answers by a fixed one or by a function of the request; without an argument: back to the demo. */
  answer(scripted?: ScriptedAnswer): void
  /** Hears of every call as it arrives and as it ends; returns what unsubscribes. */
  on(listener: (event: ModelEvent) => void): () => void
  /** As new: no calls, no faults, the demo's own answers; what still hangs is dropped. */
  reset(): void
  close(): Promise<void>
}

/** Models known by default: the bot's own default first, then what people are likely to have in their settings. */
export const DEFAULT_MODELS = [
  'gpt-5.4-mini',
  'gpt-5.4',
  'gpt-5.4-nano',
  'gpt-4o-mini',
  'deepseek-chat',
  'deepseek-reasoner',
  'qwen-plus',
]

/** Starts the demo model on loopback. */
export async function startOpenAI(options: OpenAIOptions = {}): Promise<OpenAIEmulator> {
  const { host = '127.0.0.1', clock = systemClock, models = DEFAULT_MODELS } = options
  const log = createStore(options.keep ?? 1000, clock.now)
  const faults = createFaults(options.seed)
  const chat = createChat({ clock, models, faults, contextTokens: options.contextTokens ?? 128_000 })
  const routes = createRoutes({ models, chat, startedAt: clock.now() })

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  // The bot keeps connections for long; a keep-alive that ends under its hands would look like a fault.
  server.keepAliveTimeout = 60_000

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const method = request.method ?? 'GET'
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const key = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const { body, tooLarge } = await readBody(request)
    const call = log.begin({ method, path, key, body })
    response.on('close', () => log.end(call, { outcome: 'abandoned' }))
    const refusal = tooLarge ? errorResponses.tooLarge() : checkKey(options.key, key)
    await routes({ method, path, body, refusal, call, response, end: (result) => log.end(call, result) })
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1`,
    models,
    store: log.store,
    faults,
    answer: chat.answer,
    on: log.on,
    reset() {
      chat.reset()
      faults.reset()
      log.reset()
    },
    close() {
      chat.reset()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function checkKey(expected: string | undefined, given: string | undefined): ErrorResponse | undefined {
  if (expected === undefined || expected === given) return undefined
  return given === undefined ? errorResponses.noKey() : errorResponses.wrongKey(given)
}

/** A dozen pictures of 4 MB; above it nobody sends a chat. */
const MAX_BODY_BYTES = 64 * 1024 * 1024

async function readBody(request: IncomingMessage): Promise<{ body: unknown; tooLarge: boolean }> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    bytes += piece.length
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece)
  }
  if (bytes > MAX_BODY_BYTES) return { body: undefined, tooLarge: true }
  const text = Buffer.concat(pieces).toString('utf8')
  try {
    return { body: text === '' ? undefined : JSON.parse(text), tooLarge: false }
  } catch {
    return { body: text, tooLarge: false } // text instead of an object is what "not JSON" looks like below
  }
}
