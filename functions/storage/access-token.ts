/** The access token in the collection `token`: one document per app, never a growing pile. */
import { now } from '../clock'
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
  const { run } = database.collection<TokenDocument>('token')
  return {
    async read(): Promise<{ token: string; expiresAt: number } | undefined> {
      const found = await run((tokens) => tokens.findOne({ _id: appKey }))
      if (typeof found?.token !== 'string' || typeof found.expiredAt !== 'number') return undefined
      return { token: found.token, expiresAt: found.expiredAt }
    },

    async write({ token, expiresAt }: { token: string; expiresAt: number }): Promise<void> {
      const update = { $set: { token, expiredAt: expiresAt, updatedAt: new Date(now()) } }
      await run((tokens) => tokens.updateOne({ _id: appKey }, update, { upsert: true }))
    },
  }
}
