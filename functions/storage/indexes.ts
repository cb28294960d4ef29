/**
 * Indexes and ageing: made once, best effort; nothing waits for it and nothing but speed depends on it, save
 * the order of a session across replicas, which the unique index on `turn` guards.
 */
import type { Database } from './database'

const INDEXES: [
  collection: string,
  keys: Record<string, 1 | -1>,
  options?: { unique?: true; expireAfterSeconds?: 0 },
][] = [
  ['inbox', { sessionLock: 1 }, { unique: true }],
  ['inbox', { state: 1, leaseUntil: 1 }],
  ['inbox', { session: 1, state: 1, receivedAt: 1 }],
  ['inbox', { expiresAt: 1 }, { expireAfterSeconds: 0 }],
  ['chats', { session: 1, askedAt: -1 }],
  ['chats', { person: 1, askedAt: -1 }],
  ['chats', { expiresAt: 1 }, { expireAfterSeconds: 0 }],
]

/** Of one collection in one sweep; bounds what a sweep can cost. */
const SWEEP_LIMIT = 500

/** @returns whether every index is there now; a server that knows no TTL gets the sweep alone */
export async function ensureIndexes(database: Database): Promise<boolean> {
  const made = await Promise.all(
    INDEXES.map(([collection, keys, options]) =>
      database
        .background((db) => db.collection(collection).createIndex(keys, options ?? {}))
        .then(
          () => true,
          () => options?.expireAfterSeconds !== undefined,
        ),
    ),
  )
  return made.every(Boolean)
}

/** Removes what expired, where the server does not do so by itself. @returns how many documents went */
export async function sweep(database: Database): Promise<number> {
  let removed = 0
  for (const name of ['inbox', 'chats']) {
    const expired = await database.background((db) =>
      db
        .collection(name)
        .find({ expiresAt: { $lt: new Date() } })
        .project({ _id: 1 })
        .limit(SWEEP_LIMIT)
        .toArray(),
    )
    if (expired.length === 0) continue
    const ids = expired.map(({ _id }) => _id)
    removed += (await database.background((db) => db.collection(name).deleteMany({ _id: { $in: ids } })))
      .deletedCount
  }
  return removed
}
