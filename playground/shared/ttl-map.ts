/** A map whose entries expire, each at its own time; times in milliseconds since 1970. */
export interface TtlMap<T> {
  readonly size: number
  set(key: string, value: T, expiresAt: number): void
  /** The value, or undefined when the key is unknown, expired or was evicted. */
  get(key: string, now: number): T | undefined
  /** Like `get`, and removes the entry. */
  take(key: string, now: number): T | undefined
  clear(): void
}

/**
 * Creates a map for sessions, download codes, URLs and tickets.
 * @param maxEntries the oldest entries above this number are evicted, so that a soak test does not exhaust the memory
 */
export function createTtlMap<T>(maxEntries: number): TtlMap<T> {
  const entries = new Map<string, { value: T; expiresAt: number }>()
  const get = (key: string, now: number) => {
    const entry = entries.get(key)
    return entry && entry.expiresAt > now ? entry.value : undefined
  }
  return {
    get size() {
      return entries.size
    },
    set(key, value, expiresAt) {
      entries.set(key, { value, expiresAt })
      // A Map keeps the order of insertion, so the first key is the oldest.
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value as string)
    },
    get,
    take(key, now) {
      const value = get(key, now)
      entries.delete(key)
      return value
    },
    clear: () => entries.clear(),
  }
}
