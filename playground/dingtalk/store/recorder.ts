import { ROUTE_KINDS, type RouteKind } from '../api/kinds'
import type { ApiCall, Callback, Delivery, DingTalkEvent, Store } from './store'

/** Writes into the store and tells the listeners. */
export interface Recorder {
  readonly store: Store
  nextId(): number
  callback(callback: Callback): void
  /** The callback's answer is there, or will never come. */
  answer(callback: Callback): void
  call(call: ApiCall): void
  delivery(delivery: Delivery): void
  on(listener: (event: DingTalkEvent) => void): () => void
  reset(): void
}

/**
 * Makes a recorder.
 * @param keep how many of each list are kept at least (never more than twice as many); default: all of them
 * @param countTokens asks the token keeper how many it gave out
 */
export function createRecorder(keep: number | undefined, countTokens: () => number): Recorder {
  const listeners = new Set<(event: DingTalkEvent) => void>()
  const counts = emptyCounts()
  const store: Store = {
    calls: [],
    deliveries: [],
    callbacks: [],
    counts: Object.defineProperty(counts, 'tokens', { get: countTokens, enumerable: true }),
  }
  let lastId = 0

  function add<T>(list: T[], item: T) {
    list.push(item)
    // Dropping many at once keeps it cheap: an array that loses its head one by one is copied each time.
    if (keep !== undefined && list.length > 2 * keep) list.splice(0, list.length - keep)
  }
  function tell(event: DingTalkEvent) {
    for (const listener of listeners) listener(event)
  }

  return {
    store,
    nextId: () => ++lastId,
    callback(callback) {
      add(store.callbacks, callback)
      counts.callbacks++
      tell({ type: 'callback', callback })
    },
    answer: (callback) => tell({ type: 'answer', callback }),
    call(call) {
      add(store.calls, call)
      counts.calls[call.route]++
      if (call.accepted) counts.accepted[call.route]++
      tell({ type: 'call', call })
    },
    delivery(delivery) {
      add(store.deliveries, delivery)
      counts.deliveries++
      tell({ type: 'delivery', delivery })
    },
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    reset() {
      store.calls.length = store.deliveries.length = store.callbacks.length = 0
      const { calls, accepted } = emptyCounts()
      Object.assign(counts, { calls, accepted, deliveries: 0, callbacks: 0 })
    },
  }
}

function emptyCounts(): Store['counts'] {
  return { calls: perRoute(), accepted: perRoute(), deliveries: 0, callbacks: 0, tokens: 0 }
}

function perRoute(): Record<RouteKind | 'unknown', number> {
  return Object.fromEntries([...ROUTE_KINDS, 'unknown'].map((kind) => [kind, 0])) as Record<
    RouteKind | 'unknown',
    number
  >
}
