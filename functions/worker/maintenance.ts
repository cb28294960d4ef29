/**
 * The background work of a process: indexes, removal of expired documents, counts of use, and
 * recovery of messages whose process died.
 *
 * There is one timer per process. `shared` outlives the modules, so that a republished function can stop the timer of
 * its older copy.
 */
import { now } from '../clock'
import type { Database } from '../storage/database'
import { ensureIndexes, removeExpired } from '../storage/indexes'
import type { Worker } from './worker'

/** A message of a dead process waits for its lease of 9 s and for this. */
const RECOVER_EVERY_MS = 3_000
const REMOVE_EVERY_MS = 60 * 60 * 1_000
/** Not at the very start, and not at every start of a process that is started often. */
const FIRST_REMOVAL_AFTER_MS = 10_000

const TIMER = 'dingtalk:maintenance'
const WORKERS = 'dingtalk:workers'

/**
 * @param maintainUsage never rejects
 * @param shared Laf's memory of the process; a host that stops gracefully calls its `drain`
 * @returns a function that recovers messages at once
 */
export function startMaintenance(
  shared: Map<string, unknown>,
  database: Database,
  worker: Worker,
  maintainUsage: () => Promise<void>,
): () => Promise<void> {
  // A worker that a republish replaced finishes its messages, but has no timer any more.
  const workers = (shared.get(WORKERS) ?? new Set()) as Set<Worker>
  shared.set(WORKERS, workers.add(worker))
  const maintainCollections = createMaintainCollections(database)

  const recover = async (): Promise<void> => {
    void maintainCollections()
    void maintainUsage()
    for (const older of workers) {
      if (older === worker) continue
      if (older.isIdle()) workers.delete(older)
      else await older.flush().catch(() => undefined)
    }
    await worker.recover()
  }

  clearInterval(shared.get(TIMER) as NodeJS.Timeout | undefined)
  const timer = setInterval(() => void recover(), RECOVER_EVERY_MS)
  timer.unref?.()
  shared.set(TIMER, timer)
  shared.set('drain', async (timeoutMs: number) => {
    clearInterval(timer)
    await Promise.all([...workers].map((each) => each.drain(timeoutMs)))
  })
  return recover
}

/** Makes indexes and removes expired documents. Both can take minutes on large collections; nothing waits for them. */
function createMaintainCollections(database: Database): () => Promise<void> {
  let isIndexed = false
  let isRunning = false
  let removeAt = now() + FIRST_REMOVAL_AFTER_MS

  return async () => {
    if (isRunning) return
    isRunning = true
    isIndexed = isIndexed || (await ensureIndexes(database))
    if (now() >= removeAt) {
      const removed = await removeExpired(database).catch(() => undefined)
      // Where documents were removed there may be more, and a failure is tried again: continue at the next poll.
      if (removed === 0) removeAt = now() + REMOVE_EVERY_MS
    }
    isRunning = false
  }
}
