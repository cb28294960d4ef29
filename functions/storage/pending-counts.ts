/** Counts and names that this process has not written yet. */
import type { Count, CounterKey, Counts } from '../bot/counters'

/** Bounds the memory of a process while the database is away. */
const MAX_PENDING = 20_000

interface Pending {
  key: CounterKey
  counts: Counts
}

/** Sums what is added under each counter, at most 20,000 of them. */
export function createPendingCounts() {
  const counters = new Map<string, Pending>()
  const names = new Map<string, string>()

  const add = (key: CounterKey, counts: Counts): void => {
    const id = `${key.scope}:${key.subject ?? ''}`
    const known = counters.get(id)
    if (!known && counters.size >= MAX_PENDING) return
    const sum: Counts = known?.counts ?? {}
    for (const [count, number] of Object.entries(counts) as [Count, number][])
      sum[count] = (sum[count] ?? 0) + number
    counters.set(id, { key, counts: sum })
  }

  return {
    add,

    name(subject: string, name: string | undefined): void {
      if (name && names.size < MAX_PENDING) names.set(subject, name)
    },

    forget: (subject: string): void => void names.delete(subject),

    size: (): number => counters.size + names.size,

    /** The oldest of what was added and not taken yet, together at most `limit`. */
    take(limit: number): { counts: Pending[]; names: [subject: string, name: string][] } {
      const taken = [...counters].slice(0, limit)
      const takenNames = [...names].slice(0, limit - taken.length)
      for (const [id] of taken) counters.delete(id)
      for (const [subject] of takenNames) names.delete(subject)
      return { counts: taken.map(([, one]) => one), names: takenNames }
    },

    /** Adds again what could not be written. */
    restore: (one: Pending | undefined): void => one && add(one.key, one.counts),
  }
}
