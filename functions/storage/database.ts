/**
 * The database, which may go away at any time.
 *
 * The driver looks for a lost server for 30 s before it reports an error; DingTalk waits about 2.5 s for a callback. So
 * every operation gets `PATIENCE_MS`, and after two failures the next operations fail at once for a moment instead of
 * queueing up. A duplicate key is an answer of the server and not a failure.
 */

import type cloud from '@lafjs/cloud'
import { now } from '../clock'
import { within } from '../deadline'
import { describe, hasName } from '../errors'

/** The driver's types as Laf hands them out: the function needs no package of its own for them. */
export type Db = typeof cloud.mongo.db
export type Collection<Doc extends object> = ReturnType<typeof cloud.mongo.db.collection<Doc>>
export type Filter<Doc extends object> = Parameters<Collection<Doc>['updateOne']>[0]
export type Update<Doc extends object> = Parameters<Collection<Doc>['updateOne']>[1]

type Operation<Doc extends object, T> = (collection: Collection<Doc>) => Promise<T>

/** The rest of DingTalk's 2.5 s is for the network and for this program. */
const PATIENCE_MS = 1_500
/** How long operations fail at once before one is tried again. */
const PAUSE_MS = 1_000

export type Database = ReturnType<typeof createDatabase>

/** @param connect gives the driver's database when it is first needed; Laf does not have it at load time */
export function createDatabase(connect: () => Db) {
  let failures = 0
  let pausedUntil = 0

  const attempt = async <T>(operation: (db: Db) => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> => {
    let running: Promise<T> | undefined
    try {
      running = operation(connect())
      const result = await within(patienceMs, running, () => new DatabaseAway('timeout', running))
      failures = 0
      return result
    } catch (error) {
      // An error of the server, which answered, concerns this operation only.
      failures = isDuplicate(error) || hasName(error, 'MongoServerError') ? 0 : failures + 1
      // One failure may be a slow operation; two in a row mean that the server is away.
      if (failures > 1) pausedUntil = now() + PAUSE_MS
      throw isDuplicate(error) || hasName(error, 'DatabaseAway') ? error : new DatabaseAway(describe(error))
    }
  }

  const run = async <T>(operation: (db: Db) => Promise<T>, patienceMs?: number): Promise<T> => {
    if (now() < pausedUntil) throw new DatabaseAway('paused')
    return attempt(operation, patienceMs)
  }

  return {
    /** @throws DatabaseAway */
    ping: () => run((db) => db.command({ ping: 1 })),

    /** The server's time, ms since 1970; NaN where it does not say. @throws DatabaseAway */
    readTime: async () => Number((await run((db) => db.command({ hello: 1 }))).localTime),

    /** Runs an operation that may take long: indexes, removal. @throws what the operation throws */
    background: async <T>(operation: (db: Db) => Promise<T>): Promise<T> => operation(connect()),

    collection: <Doc extends object>(name: string) => ({
      /**
       * Runs one operation.
       * @param patienceMs where the default does not fit
       * @throws DatabaseAway when it failed or took too long, and then it may still succeed later; the driver's own
       *   error for a duplicate key
       */
      run: <T>(operation: Operation<Doc, T>, patienceMs?: number) =>
        run((db) => operation(db.collection<Doc>(name)), patienceMs),

      /**
       * The same, also during a pause: for operations that keep two processes from answering one message.
       * @param patienceMs more than the default where no caller is waiting
       */
      runEvenPaused: <T>(operation: Operation<Doc, T>, patienceMs?: number) =>
        attempt((db) => operation(db.collection<Doc>(name)), patienceMs),
    }),
  }
}

/** The database failed or did not answer in time; `message` is safe to log. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway'
  /** @param late the outcome of an operation that took too long, if it still comes */
  constructor(
    message: string,
    readonly late?: Promise<unknown>,
  ) {
    super(message)
  }
}

/** The outcome of an operation that took too long, if it still comes. */
export function lateOutcome(error: unknown): Promise<unknown> | undefined {
  return hasName(error, 'DatabaseAway') ? (error as DatabaseAway).late : undefined
}

/** MongoDB's E11000: a document with this unique key exists. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 11000
}
