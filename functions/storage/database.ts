/**
 * The database, which may go away at any time. Nobody waits longer for it than a callback may wait.
 *
 * The driver looks for a lost server for 30 s before it says so; DingTalk's patience is about 2.5 s. So every
 * operation is given `PATIENCE_MS`, and when it is away the next ones fail at once for a moment instead of
 * queueing up. A duplicate key is an answer, not a failure.
 */
import type cloud from '@lafjs/cloud'
import { within } from '../deadline'
import { describe } from '../errors'

/** The driver's types as Laf hands them out: the function needs no package of its own for them. */
export type Db = typeof cloud.mongo.db
export type Collection<Doc extends object> = ReturnType<typeof cloud.mongo.db.collection<Doc>>
export type Filter<Doc extends object> = Parameters<Collection<Doc>['updateOne']>[0]

/** What is left of DingTalk's 2.5 s is for the network and for us. */
export const PATIENCE_MS = 1_500
/** How long operations fail at once before one may try again. */
const REST_MS = 1_000

export type Database = ReturnType<typeof createDatabase>

/** @param connect gives the driver's database when it is first needed; Laf is not ready for that at load time */
export function createDatabase(connect: () => Db) {
  let failures = 0
  let restUntil = 0

  const attempt = async <T>(operation: (db: Db) => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> => {
    let underWay: Promise<T> | undefined
    try {
      underWay = operation(connect())
      const result = await within(patienceMs, underWay, () => new DatabaseAway('timeout', underWay))
      failures = 0
      return result
    } catch (error) {
      failures = isAnswer(error) ? 0 : failures + 1
      // One operation that takes too long is a slow server; two with nothing between them, and it is away.
      if (failures > 1) restUntil = Date.now() + REST_MS
      throw isDuplicate(error) || error instanceof DatabaseAway ? error : new DatabaseAway(describe(error))
    }
  }

  return {
    /**
     * Runs one operation.
     * @throws DatabaseAway when it failed or took too long, and then it may still succeed later; the driver's own
     *   error for a duplicate key
     */
    async run<T>(operation: (db: Db) => Promise<T>): Promise<T> {
      if (Date.now() < restUntil) throw new DatabaseAway('resting')
      return attempt(operation)
    },

    /**
     * The same, whatever failed a moment ago: for what keeps two processes from answering one message.
     * @param patienceMs more where nobody waits for it
     */
    insist: attempt,

    /** Runs an operation that nobody waits for and that may take long: indexes, ageing. @throws whatever it throws */
    background: async <T>(operation: (db: Db) => Promise<T>): Promise<T> => operation(connect()),
  }
}

/** The database failed or did not answer in time; `message` is safe to log. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway'
  /** @param late the outcome of an operation that took too long, should it come after all */
  constructor(
    message: string,
    readonly late?: Promise<unknown>,
  ) {
    super(message)
  }
}

/** MongoDB's E11000: a document with this unique key is there already. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 11000
}

/** A word of the server itself: it is there, only this operation was refused. */
function isAnswer(error: unknown): boolean {
  return isDuplicate(error) || (error as { name?: unknown } | undefined)?.name === 'MongoServerError'
}
