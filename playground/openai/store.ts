import { maskKey } from './api/error-responses'
import type { ChatMessage, ChatRequest, Usage } from './protocol'

/** One request that reached the demo model, and what became of it. */
export interface ModelCall {
  /** counts from 1 */
  id: number
  /** ms since 1970, by the emulator's clock */
  at: number
  method: string
  path: string
  /** the key as it may be shown; undefined when none was given */
  key?: string
  /** as given, but pictures' data URLs are shortened; whatever the client sent when the request was refused */
  body: ChatRequest
  /** how it ended: answered whole, dropped by a fault, or given up by the client (or by `reset`) */
  outcome: 'open' | 'answered' | 'dropped' | 'abandoned'
  /** the HTTP status; undefined when no answer went out */
  status?: number
  /** the body that was answered: parsed JSON (a stream as one completion), or text */
  answer?: unknown
  usage?: Usage
  /** from the request's arrival to the end of the answer */
  ms?: number
}

/** What happens, as it happens: a call arrives, and it ends. */
export type ModelEvent = { kind: 'call' | 'end'; call: ModelCall }

/** What the demo model saw; `calls` holds the newest, the counters count all since the start or `reset`. */
export interface ModelStore {
  calls: ModelCall[]
  counts: {
    calls: number
    /** not ended yet */
    open: number
    /** the most that were open at once */
    peak: number
    dropped: number
    abandoned: number
    promptTokens: number
    completionTokens: number
    /** HTTP status → answers */
    byStatus: Record<string, number>
  }
}

/** Creates the store; it keeps at most `keep` calls, dropping the oldest. */
export function createStore(keep: number, now: () => number) {
  const store: ModelStore = { calls: [], counts: zero() }
  const listeners = new Set<(event: ModelEvent) => void>()
  const open = new Set<ModelCall>()
  let lastId = 0

  function emit(kind: ModelEvent['kind'], call: ModelCall) {
    for (const listener of listeners) listener({ kind, call })
  }

  return {
    store,
    on(listener: (event: ModelEvent) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
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
      if (keep > 0) store.calls.push(call)
      // Trimming in blocks: moving the whole array for every call would cost more than the call.
      if (store.calls.length >= keep + TRIM_BLOCK) store.calls.splice(0, store.calls.length - keep)
      emit('call', call)
      return call
    },
    end(call: ModelCall, result: Pick<ModelCall, 'outcome' | 'status' | 'answer' | 'usage'>) {
      const known = open.delete(call)
      if (!known) return // ended before, or forgotten by a reset
      Object.assign(call, result, { ms: now() - call.at })
      count(store.counts, call)
      emit('end', call)
    },
    reset() {
      open.clear()
      store.calls.length = 0
      store.counts = zero()
    },
  }
}

const TRIM_BLOCK = 100
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

/** Copies only what holds a data URL: a soak with long histories should not pay for pictures it does not have. */
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
