import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Clock, systemClock } from '../clock'
import { closeServer, listen, readBody } from '../shared/http'
import { parseJson } from '../shared/json'
import { createChat } from './api/chat'
import { createDelays } from './api/delays'
import { errorResponses } from './api/error-responses'
import { createImages } from './api/images'
import { createRoutes } from './api/routes'
import { createFaults, type Faults } from './faults'
import type { ErrorResponse, ScriptedAnswer } from './protocol'
import { createStore, type ModelEvent, type ModelStore } from './store'

/** The options of a demo model; none is required. */
export interface OpenAIEmulatorOptions {
  /** Default 0: any free port. */
  port?: number
  host?: string
  clock?: Clock
  /** The only valid key; absent: any key, or none, is accepted. */
  key?: string
  /** The models it has; a request for another one is a 404. */
  models?: string[]
  /** When models are shut down, by name, as `YYYY-MM-DD`; null, the default, where no date is announced. */
  shutdownDates?: Record<string, string | null>
  /** How many calls `store.calls` holds at least (default 1,000); counts are not affected. */
  keep?: number
  /** The time between the chunks of a stream, and the longest time of a whole one, ms; absent: all are sent at once. */
  pace?: { chunkMs: number; streamMs: number }
  /** A longer prompt is refused with `context_length_exceeded` (default 128,000). */
  contextTokens?: number
  /** The seed of the random numbers that decide which calls a fault with a probability hits. */
  seed?: number
}

/**
 * An OpenAI-compatible service with a demo model. Its routes are in `routeTable`. It accepts and ignores several
 * choices (`n`), tools, response formats, log probabilities and stop words. It counts linked pictures and does not
 * download them.
 */
export interface OpenAIEmulator {
  /** For OPENAI_BASE_URL; ends with /v1. */
  url: string
  models: string[]
  store: ModelStore
  faults: Faults
  /** Sets a fixed answer or a function of the request; without an argument restores the demo's answers. */
  answer(scripted?: ScriptedAnswer): void
  /** Calls the listener when a call arrives and when it ends; the returned function unsubscribes. */
  on(listener: (event: ModelEvent) => void): () => void
  /** Restores the state after the start: no calls, no faults, the demo's answers; hanging calls are closed. */
  reset(): void
  close(): Promise<void>
}

/** The models by default: the bot's default model first, then names that are common in settings. */
export const DEFAULT_MODELS = [
  'gpt-6-luna',
  'gpt-5.4-mini',
  'gpt-5.4',
  'gpt-5.4-nano',
  'gpt-4o-mini',
  'deepseek-chat',
  'deepseek-reasoner',
  'qwen-plus',
]

/** A chat with a dozen pictures of 4 MB fits. */
const MAX_BODY_BYTES = 64 * 1024 * 1024
// Longer than the bot keeps idle connections: one that the server closes would look like a fault.
const KEEP_ALIVE_MS = 60_000

/** Starts the demo model on loopback. */
export async function startOpenAI(options: OpenAIEmulatorOptions = {}): Promise<OpenAIEmulator> {
  const { host = '127.0.0.1', clock = systemClock, models = DEFAULT_MODELS } = options
  const log = createStore(options.keep ?? 1000, clock.now)
  const faults = createFaults(options.seed)
  let url = ''
  const delays = createDelays(clock)
  const images = createImages({ faults, delays, origin: () => url, now: clock.now })
  const chat = createChat({ clock, models, faults, delays, contextTokens: options.contextTokens ?? 128_000 })
  const { shutdownDates = {}, pace } = options
  const routes = createRoutes({ models, shutdownDates, chat, images, startedAt: clock.now() })

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const read = await readBody(request, MAX_BODY_BYTES)
    if (read === 'aborted') return void request.socket.destroy()
    const method = request.method ?? 'GET'
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const key = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const body = read === 'too large' ? undefined : toBody(read.toString('utf8'))
    const call = log.begin({ method, path, key, body })
    response.on('close', () => log.end(call, { outcome: 'abandoned' }))
    const error = read === 'too large' ? errorResponses.tooLarge() : checkKey(options.key, key)
    const pause =
      pace && ((chunks: number) => delays.wait(response, Math.min(pace.chunkMs, pace.streamMs / chunks)))
    await routes({ pause, method, path, body, error, call, response, end: (result) => log.end(call, result) })
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  url = await listen(server, options.port ?? 0, host)

  return {
    url: `${url}/v1`,
    models,
    store: log.store,
    faults,
    answer: chat.answer,
    on: log.on,
    reset() {
      chat.reset()
      delays.closeAll()
      faults.reset()
      log.reset()
    },
    close() {
      chat.reset()
      delays.closeAll()
      return closeServer(server)
    },
  }
}

function checkKey(expected: string | undefined, given: string | undefined): ErrorResponse | undefined {
  if (expected === undefined || expected === given) return undefined
  return given === undefined ? errorResponses.noKey() : errorResponses.wrongKey(given)
}

/** Parsed JSON; the text if it is not JSON; undefined if it is empty. */
function toBody(text: string): unknown {
  if (text === '') return undefined
  const json = parseJson(text)
  return json === undefined ? text : json
}
