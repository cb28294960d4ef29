import { createListeners, pushBounded } from '../shared/event-log'
import { maskKey } from './api/error-responses'
import type { ChatMessage, ChatRequest, Usage } from './protocol'

/** One request to the demo model and how it ended. */
export interface ModelCall {
  /** 1, 2, 3 … */
  id: number
  /** ms since 1970, by the emulator's clock. */
  at: number
  method: string
  path: string
  /** The key, masked; undefined if there was none. */
  key?: string
  /** As the client sent it, valid or not, but with the data URLs of pictures shortened. */
  body: ChatRequest
  /** How it ended: answered completely, dropped by a fault, or abandoned by the client (or by `reset`). */
  outcome: 'open' | 'answered' | 'dropped' | 'abandoned'
  /** HTTP status; undefined if there was no response. */
  status?: number
  /** The body of the response: parsed JSON (a stream as one completion), or text. */
  answer?: unknown
  usage?: Usage
  /** From the request to the end of the response, in ms. */
  ms?: number
}

/** How a call ended. */
export type CallResult = Pick<ModelCall, 'outcome' | 'status' | 'answer' | 'usage'>

/** What a listener is told: `call` when a call arrives, `end` when it has ended. */
export type ModelEvent = { kind: 'call' | 'end'; call: ModelCall }

/** `calls` holds the newest calls; `counts` counts all since the start or `reset`. */
export interface ModelStore {
  calls: ModelCall[]
  counts: {
    calls: number
    /** Not ended yet. */
    open: number
    /** The highest number of open calls. */
    peak: number
    dropped: number
    abandoned: number
    promptTokens: number
    completionTokens: number
    /** The number of responses by HTTP status. */
    byStatus: Record<string, number>
  }
}

/**
 * Creates the store.
 * @param keep how many calls it keeps at least, and never more than twice as many
 */
export function createStore(keep: number, now: () => number) {
  const store: ModelStore = { calls: [], counts: zero() }
  const { on, emit } = createListeners<ModelEvent>()
  const open = new Set<ModelCall>()
  let lastId = 0

  return {
    store,
    on,
    begin(request: { method: string; path: string; key?: string; body: unknown }): ModelCall {
      lastId += 1
      const { counts } = store
      const call: ModelCall = {
        id: lastId,
        at: now(),
        method: request.method,
        path: request.path,
        key: request.key && maskKey(request.key),
        body: shorten(request.body) as ChatRequest,
        outcome: 'open',
      }
      open.add(call)
      counts.calls += 1
      counts.open += 1
      counts.peak = Math.max(counts.peak, counts.open)
      pushBounded(store.calls, call, keep)
      emit({ kind: 'call', call })
      return call
    },
    end(call: ModelCall, result: CallResult) {
      const isOpen = open.delete(call)
      if (!isOpen) return // it has ended before, or there was a reset
      Object.assign(call, result, { ms: now() - call.at })
      count(store.counts, call)
      emit({ kind: 'end', call })
    },
    reset() {
      open.clear()
      store.calls.length = 0
      store.counts = zero()
    },
  }
}

const SHORT_URL_CHARACTERS = 48

function zero(): ModelStore['counts'] {
  return {
    calls: 0,
    open: 0,
    peak: 0,
    dropped: 0,
    abandoned: 0,
    promptTokens: 0,
    completionTokens: 0,
    byStatus: {},
  }
}

function count(counts: ModelStore['counts'], call: ModelCall) {
  counts.open -= 1
  if (call.outcome === 'dropped') counts.dropped += 1
  if (call.outcome === 'abandoned') counts.abandoned += 1
  counts.promptTokens += call.usage?.prompt_tokens ?? 0
  counts.completionTokens += call.usage?.completion_tokens ?? 0
  if (call.status) counts.byStatus[call.status] = (counts.byStatus[call.status] ?? 0) + 1
}

/** Shortens the data URLs in a request; messages without parts are not copied. */
function shorten(body: unknown): unknown {
  const messages = (body as { messages?: unknown } | undefined)?.messages
  if (!Array.isArray(messages)) return body
  return { ...(body as object), messages: messages.map(shortenMessage) }
}

function shortenMessage(message: ChatMessage): ChatMessage {
  if (!Array.isArray(message?.content)) return message
  return {
    ...message,
    content: message.content.map((part) => {
      const url = part?.image_url?.url
      if (typeof url !== 'string' || !url.startsWith('data:') || url.length <= SHORT_URL_CHARACTERS)
        return part
      const short = `${url.slice(0, SHORT_URL_CHARACTERS)}… (${url.length} characters)`
      return { ...part, image_url: { ...part.image_url, url: short } }
    }),
  }
}
