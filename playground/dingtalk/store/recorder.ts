import { createListeners, pushBounded } from '../../shared/event-log'
import { ROUTE_KINDS, type RouteKind } from '../api/route-kinds'
import { type Card, isOpen, shownText } from '../cards/card'
import type { ApiCall, Callback, Delivery, DingTalkEvent, Reaction, Store } from './records'

/** Writes records to the store and tells the listeners. */
export interface Recorder {
  readonly store: Store
  nextId(): number
  callback(callback: Callback): void
  /** The post of this callback has ended: answered, timed out or failed. */
  answer(callback: Callback): void
  call(call: ApiCall): void
  delivery(delivery: Delivery): void
  /** A card was created (its first record), delivered or changed. */
  card(card: Card): void
  /** A reaction was added (its first record) or recalled. */
  reaction(reaction: Reaction): void
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
  const deliveriesOf = new WeakMap<Card, Delivery[]>()
  /** Cards and reactions that are in the store already. */
  const recorded = new WeakSet<Card | Reaction>()
  const openCards = new Set<Card>()
  const store: Store = {
    calls: [],
    deliveries: [],
    callbacks: [],
    cards: [],
    reactions: [],
    counts: Object.defineProperties(counts, {
      tokens: { get: countTokens, enumerable: true },
      openCards: { get: () => openCards.size, enumerable: true },
    }),
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
      if (delivery.card)
        deliveriesOf.set(delivery.card, [...(deliveriesOf.get(delivery.card) ?? []), delivery])
      emit({ type: 'delivery', delivery })
    },
    card(card) {
      if (!recorded.has(card)) {
        recorded.add(card)
        pushBounded(store.cards, card, keep)
        counts.cards++
      }
      if (isOpen(card)) openCards.add(card)
      else openCards.delete(card)
      for (const delivery of deliveriesOf.get(card) ?? []) delivery.text = shownText(card)
      emit({ type: 'card', card })
    },
    reaction(reaction) {
      if (!recorded.has(reaction)) pushBounded(store.reactions, reaction, keep)
      recorded.add(reaction)
      emit({ type: 'reaction', reaction })
    },
    on,
    reset() {
      for (const list of [store.calls, store.deliveries, store.callbacks, store.cards, store.reactions]) {
        list.length = 0
      }
      openCards.clear()
      const { calls, accepted } = emptyCounts()
      Object.assign(counts, { calls, accepted, deliveries: 0, callbacks: 0, cards: 0 })
    },
  }
}

function emptyCounts(): Store['counts'] {
  return {
    calls: zeroPerRoute(),
    accepted: zeroPerRoute(),
    deliveries: 0,
    callbacks: 0,
    cards: 0,
    openCards: 0,
    tokens: 0,
  }
}

function zeroPerRoute(): Record<RouteKind | 'unknown', number> {
  const entries = [...ROUTE_KINDS, 'unknown'].map((kind) => [kind, 0])
  return Object.fromEntries(entries) as Record<RouteKind | 'unknown', number>
}
