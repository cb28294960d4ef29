/**
 * Indexes and the removal of expired documents. Best effort: only speed depends on them, except for the order of a
 * session across replicas, which needs the unique index on `sessionLock`.
 */
import { now } from '../clock'
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
  ['chats', { day: 1, askedAt: 1 }],
  ['chats', { expiresAt: 1 }, { expireAfterSeconds: 0 }],
  ['usage', { scope: 1, answers: -1 }],
  ['usage', { expiresAt: 1 }, { expireAfterSeconds: 0 }],
]

/** Documents of one collection that are removed at a time. */
const REMOVE_LIMIT = 500

/** @returns whether every index exists; on a server without TTL indexes `removeExpired` does their work */
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

/** Removes expired documents where the server does not do so itself. @returns how many were removed */
export async function removeExpired(database: Database): Promise<number> {
  let removed = 0
  for (const name of ['inbox', 'chats', 'usage']) {
    removed += await database.background(async (db) => {
      const collection = db.collection(name)
      const expired = collection.find({ expiresAt: { $lt: new Date(now()) } }).project({ _id: 1 })
      const ids = (await expired.limit(REMOVE_LIMIT).toArray()).map(({ _id }) => _id)
      return ids.length > 0 ? (await collection.deleteMany({ _id: { $in: ids } })).deletedCount : 0
    })
  }
  return removed
}
