/**
 * The database, which may go away at any time. Nobody waits longer for it than a callback may wait.
 *
 * The driver looks for a lost server for 30 s before it says so; DingTalk's patience is about 2.5 s. So every
 * operation is given `PATIENCE_MS`, and after a failure the next ones fail at once for a moment instead of
 * queueing up. A duplicate key is an answer, not a failure.
 */
import type { Db } from 'mongodb'
import { describe } from '../errors'

/** What is left of DingTalk's 2.5 s is for the network and for us. */
export const PATIENCE_MS = 1_500
/** After a failure, how long operations fail at once before one may try again. */
const REST_MS = 1_000

export type Database = ReturnType<typeof createDatabase>

/** @param connect gives the driver's database when it is first needed; Laf is not ready for that at load time */
export function createDatabase(connect: () => Db) {
  let restUntil = 0

  return {
    /**
     * Runs one operation.
     * @param late receives the operation itself when it was given up, for it may still succeed
     * @throws DatabaseAway when it failed or took too long; the driver's own error for a duplicate key
     */
    async run<T>(operation: (db: Db) => Promise<T>, late?: (operation: Promise<T>) => void): Promise<T> {
      if (Date.now() < restUntil) throw new DatabaseAway('resting')
      let running: Promise<T> | undefined
      try {
        running = operation(connect())
        return await within(PATIENCE_MS, running)
      } catch (error) {
        if (isDuplicate(error)) throw error
        restUntil = Date.now() + REST_MS
        if (running) late?.(running)
        throw (error as { name?: unknown })?.name === 'DatabaseAway'
          ? error
          : new DatabaseAway(describe(error))
      }
    },
  }
}

/** The database failed or did not answer in time; `message` is safe to log. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway'
}

/** MongoDB's E11000: a document with this unique key is there already. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 11000
}

function within<T>(timeoutMs: number, operation: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DatabaseAway('timeout')), timeoutMs)
    operation.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
