import type { MongoClient } from 'mongodb'

/** A database as `cloud.mongo` gives it to functions. */
export interface OpenDatabase {
  /** The driver's `Db`, or the part of it that the embedded database has. */
  // biome-ignore lint/suspicious/noExplicitAny: two implementations, one of them with far fewer methods
  db: any
  client?: MongoClient
  /** Set where `hello` says the time of a clock that was given. */
  hasClock?: boolean
  kind: 'embedded' | 'mongodb'
  /** Resolves when the database answered for the first time; never rejects. */
  ready: Promise<void>
  close(): Promise<void>
}
