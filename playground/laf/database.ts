import type { MongoClient } from 'mongodb'
import type { Clock } from '../clock'
import { openEmbedded } from './embedded/database'
import { openMongoDB } from './mongodb'

/** A database as `cloud.mongo` shows it to functions. */
export interface OpenDatabase {
  /** The driver's `Db`, or the part of it that the embedded database has. */
  // biome-ignore lint/suspicious/noExplicitAny: two implementations, one of them with far fewer methods
  db: any
  client?: MongoClient
  kind: 'embedded' | 'mongodb'
  /** Resolves when the database answered for the first time; never rejects. */
  ready: Promise<void>
  close(): Promise<void>
}

/** `uri` wins; without it the embedded database, in memory unless `folder` is given. */
export interface DatabaseOptions {
  uri?: string
  folder?: string
  clock?: Clock
}

/**
 * Opens a database. A MongoDB server that is away is no error here: calls made by functions fail until it is back.
 * Rejects for a `uri` that is none, and for a folder that cannot be used or is in use by another process.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  return options.uri ? openMongoDB(options.uri) : openEmbedded(options)
}
