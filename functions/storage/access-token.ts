/** The access token in the collection `token`: one document per app, never a growing pile. */
import type { Database } from './database'

interface TokenDocument {
  /** The app's key. */
  _id: string
  token: string
  /** Milliseconds since the epoch. */
  expiredAt: number
}

/** Both reject when the database is away; the caller does without. */
export function createAccessTokenStore(database: Database, appKey: string) {
  return {
    async read(): Promise<{ token: string; expiresAt: number } | undefined> {
      const found = await database.run((db) => db.collection<TokenDocument>('token').findOne({ _id: appKey }))
      if (typeof found?.token !== 'string' || typeof found.expiredAt !== 'number') return undefined
      return { token: found.token, expiresAt: found.expiredAt }
    },

    async write({ token, expiresAt }: { token: string; expiresAt: number }): Promise<void> {
      const set = { token, expiredAt: expiresAt, updatedAt: new Date() }
      await database.run((db) =>
        db.collection<TokenDocument>('token').updateOne({ _id: appKey }, { $set: set }, { upsert: true }),
      )
    },
  }
}
