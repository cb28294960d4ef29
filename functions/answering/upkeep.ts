/**
 * The background work of a process: indexes, ageing, and looking after what dead processes left unanswered.
 *
 * One timer per process, whatever is republished: `shared` outlives the modules, so that a republished
 * function ends the timer of its older copy.
 */
import type { Database } from '../storage/database'
import { ensureIndexes, sweep } from '../storage/upkeep'
import type { Worker } from './worker'

/** With the lease of 9 s a dead owner's message waits 12 s at most. */
const LOOK_EVERY_MS = 3_000
const SWEEP_EVERY_MS = 60 * 60 * 1_000

const TIMER = 'dingtalk:upkeep'

/**
 * @param shared Laf's memory of the process; a host that can stop gracefully calls its `drain`
 * @returns a function that looks at once
 */
export function beginUpkeep(
  shared: Map<string, unknown>,
  database: Database,
  worker: Worker,
): () => Promise<void> {
  let indexed = false
  let sweptAt = 0

  const look = async (): Promise<void> => {
    if (!indexed) indexed = await ensureIndexes(database)
    await worker.resume()
    if (Date.now() - sweptAt < SWEEP_EVERY_MS) return
    const removed = await sweep(database).catch(() => 0)
    // Where something was removed there may be more: go on at the next look.
    if (removed === 0) sweptAt = Date.now()
  }

  clearInterval(shared.get(TIMER) as NodeJS.Timeout | undefined)
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref?.()
  shared.set(TIMER, timer)
  shared.set('drain', async (timeoutMs: number) => {
    clearInterval(timer)
    await worker.drain(timeoutMs)
  })
  return look
}
