/**
 * Bounds the questions that the model has at the same time. The rest wait: one question of each person in order of
 * arrival, then the next of each. Where the service refuses requests as too many, fewer are allowed for a while.
 */

import { now as currentTime } from '../clock'

export interface ModelQueue {
  /**
   * Waits until there is room, and asks.
   * @param person whose questions take turns with those of others
   * @param limit how many questions the model may have at the same time
   */
  run<T>(person: string, limit: number, ask: () => Promise<T>): Promise<T>
  /** The service refused a request with 429. */
  refused(): void
}

/** A service refuses many requests at the same moment; they count as one refusal. */
const LOWER_EVERY_MS = 1_000
/** After a refusal one more question is allowed each time this has passed. */
const RAISE_EVERY_MS = 2_000

/** One per process. @param now ms since the epoch */
export function createModelQueue(now: () => number = currentTime): ModelQueue {
  /** Those who wait, by person; the first person is next. */
  const waiting = new Map<string, (() => void)[]>()
  let active = 0
  let lowered = { to: Number.POSITIVE_INFINITY, at: 0 }

  const room = (limit: number): number => {
    // Also where the clock was set back.
    const raised = Math.floor(Math.abs(now() - lowered.at) / RAISE_EVERY_MS)
    return Math.min(limit, lowered.to + raised) - active
  }

  const startNext = (limit: number): void => {
    while (room(limit) > 0) {
      const [next] = waiting
      if (!next) return
      const [person, [start, ...others]] = next
      waiting.delete(person)
      if (others.length > 0) waiting.set(person, others)
      active += 1
      start?.()
    }
  }

  return {
    async run(person, limit, ask) {
      await new Promise<void>((start) => {
        waiting.set(person, [...(waiting.get(person) ?? []), start])
        startNext(limit)
      })
      try {
        return await ask()
      } finally {
        active -= 1
        startNext(limit)
      }
    },

    refused() {
      const at = now()
      if (Math.abs(at - lowered.at) < LOWER_EVERY_MS) return
      lowered = { to: Math.max(1, Math.floor(active / 2)), at }
    },
  }
}
