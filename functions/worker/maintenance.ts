/**
 * The background work of a process: indexes, ageing, and looking after what dead processes left unanswered.
 *
 * One timer per process, whatever is republished: `shared` outlives the modules, so that a republished
 * function ends the timer of its older copy.
 */
import type { Database } from '../storage/database'
import { ensureIndexes, sweep } from '../storage/indexes'
import type { Worker } from './worker'

/** With the lease of 9 s a dead owner's message waits 12 s at most. */
const LOOK_EVERY_MS = 3_000
const SWEEP_EVERY_MS = 60 * 60 * 1_000
/** A process that has just started has better things to do, and one that is started often need not sweep each time. */
const FIRST_SWEEP_AFTER_MS = 10_000

const TIMER = 'dingtalk:upkeep'
const COPIES = 'dingtalk:copies'

/**
 * @param shared Laf's memory of the process; a host that can stop gracefully calls its `drain`
 * @returns a function that looks at once
 */
export function startMaintenance(
  shared: Map<string, unknown>,
  database: Database,
  worker: Worker,
): () => Promise<void> {
  let indexed = false
  let tidying = false
  let sweepAt = Date.now() + FIRST_SWEEP_AFTER_MS

  // What a republish left behind with work in hand goes on by itself, but has no timer any more.
  const copies = (shared.get(COPIES) ?? new Set()) as Set<Worker>
  shared.set(COPIES, copies.add(worker))

  const look = async (): Promise<void> => {
    void tidy()
    for (const copy of copies) {
      if (copy === worker) continue
      if (copy.isIdle()) copies.delete(copy)
      else await copy.tellEnds().catch(() => undefined)
    }
    await worker.resume()
  }

  /** Takes as long as it takes, on a grown collection minutes; nobody waits for it. */
  const tidy = async (): Promise<void> => {
    if (tidying) return
    tidying = true
    indexed = indexed || (await ensureIndexes(database))
    if (Date.now() >= sweepAt) {
      const removed = await sweep(database).catch(() => undefined)
      // Where something was removed there may be more, and what failed is tried again: go on at the next look.
      if (removed === 0) sweepAt = Date.now() + SWEEP_EVERY_MS
    }
    tidying = false
  }

  clearInterval(shared.get(TIMER) as NodeJS.Timeout | undefined)
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref?.()
  shared.set(TIMER, timer)
  shared.set('drain', async (timeoutMs: number) => {
    clearInterval(timer)
    await Promise.all([...copies].map((copy) => copy.drain(timeoutMs)))
  })
  return look
}
