import { createListeners, pushBounded } from '../../shared/event-log'
import { ROUTE_KINDS, type RouteKind } from '../api/route-kinds'
import type { ApiCall, Callback, Delivery, DingTalkEvent, Store } from './records'

/** Writes records to the store and tells the listeners. */
export interface Recorder {
  readonly store: Store
  nextId(): number
  callback(callback: Callback): void
  /** The post of this callback has ended: answered, timed out or failed. */
  answer(callback: Callback): void
  call(call: ApiCall): void
  delivery(delivery: Delivery): void
  on(listener: (event: DingTalkEvent) => void): () => void
  reset(): void
}

/**
 * Creates a recorder.
 * @param keep how many records each list keeps at least (never more than twice as many); undefined: all
 * @param countTokens returns how many access tokens were issued
 */
export function createRecorder(keep: number | undefined, countTokens: () => number): Recorder {
  const { on, emit } = createListeners<DingTalkEvent>()
  const counts = emptyCounts()
  const store: Store = {
    calls: [],
    deliveries: [],
    callbacks: [],
    counts: Object.defineProperty(counts, 'tokens', { get: countTokens, enumerable: true }),
  }
  let lastId = 0

  return {
    store,
    nextId: () => ++lastId,
    callback(callback) {
      pushBounded(store.callbacks, callback, keep)
      counts.callbacks++
      emit({ type: 'callback', callback })
    },
    answer: (callback) => emit({ type: 'answer', callback }),
    call(call) {
      pushBounded(store.calls, call, keep)
      counts.calls[call.route]++
      if (call.accepted) counts.accepted[call.route]++
      emit({ type: 'call', call })
    },
    delivery(delivery) {
      pushBounded(store.deliveries, delivery, keep)
      counts.deliveries++
      emit({ type: 'delivery', delivery })
    },
    on,
    reset() {
      store.calls.length = store.deliveries.length = store.callbacks.length = 0
      const { calls, accepted } = emptyCounts()
      Object.assign(counts, { calls, accepted, deliveries: 0, callbacks: 0 })
    },
  }
}

function emptyCounts(): Store['counts'] {
  return { calls: zeroPerRoute(), accepted: zeroPerRoute(), deliveries: 0, callbacks: 0, tokens: 0 }
}

function zeroPerRoute(): Record<RouteKind | 'unknown', number> {
  const entries = [...ROUTE_KINDS, 'unknown'].map((kind) => [kind, 0])
  return Object.fromEntries(entries) as Record<RouteKind | 'unknown', number>
}
