/** Calls every subscribed listener with each event. */
export interface Listeners<Event> {
  /** Subscribes; the returned function unsubscribes. */
  on(listener: (event: Event) => void): () => void
  emit(event: Event): void
}

/** Creates a list of listeners, empty. */
export function createListeners<Event>(): Listeners<Event> {
  const listeners = new Set<(event: Event) => void>()
  return {
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    emit(event) {
      for (const listener of listeners) listener(event)
    },
  }
}

/**
 * Appends to a list that holds the newest items.
 * @param keep how many items are kept at least, and never more than twice as many; undefined: all
 */
export function pushBounded<T>(list: T[], item: T, keep: number | undefined): void {
  list.push(item)
  // Many items are dropped at once: an array that loses its first item is copied each time.
  if (keep !== undefined && list.length > 2 * keep) list.splice(0, list.length - keep)
}
