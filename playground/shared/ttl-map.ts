/** A map whose entries end by themselves: each at its own time, and the oldest when there are too many. */
export interface TtlMap<T> {
  readonly size: number
  set(key: string, value: T, expiresAt: number): void
  /** The value, or undefined when it was never there, is over, or had to make room. */
  get(key: string, now: number): T | undefined
  clear(): void
}

/**
 * Makes a shelf for sessions, download codes and URLs.
 * @param most entries it keeps; a soak of many thousand messages must not grow it
 */
export function createTtlMap<T>(most: number): TtlMap<T> {
  const entries = new Map<string, { value: T; expiresAt: number }>()
  return {
    get size() {
      return entries.size
    },
    set(key, value, expiresAt) {
      entries.set(key, { value, expiresAt })
      // A Map keeps the order of insertion, so the first key is the oldest.
      if (entries.size > most) entries.delete(entries.keys().next().value as string)
    },
    get(key, now) {
      const entry = entries.get(key)
      return entry && entry.expiresAt > now ? entry.value : undefined
    },
    clear: () => entries.clear(),
  }
}
