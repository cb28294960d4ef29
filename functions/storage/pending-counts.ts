/** Counts and names that this process has not written yet. */
import type { Count, CounterKey, Counts } from '../bot/counters'

/** Bounds the memory of a process while the database is away. */
const MAX_PENDING = 20_000

interface Pending {
  key: CounterKey
  counts: Counts
}

export function createPendingCounts() {
  let counters = new Map<string, Pending>()
  let names = new Map<string, string>()

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

    isEmpty: (): boolean => counters.size + names.size === 0,

    /** Everything that was added since the last call. */
    take(): { counts: Pending[]; names: [subject: string, name: string][] } {
      const taken = { counts: [...counters.values()], names: [...names] }
      counters = new Map()
      names = new Map()
      return taken
    },

    /** Adds again what could not be written. */
    restore: (one: Pending | undefined): void => one && add(one.key, one.counts),
  }
}
