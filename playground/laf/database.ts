import type { Clock } from '../clock'
import type { OpenDatabase } from './database-types'
import { openEmbedded } from './embedded/database'
import { openMongoDB } from './mongodb'

export type { OpenDatabase } from './database-types'

/** `uri` wins; without it the embedded database, in memory unless `folder` is given. */
export interface DatabaseOptions {
  uri?: string
  folder?: string
  clock?: Clock
}

/**
 * Opens a database. A MongoDB server that does not answer is not an error: calls of functions fail until it does.
 * Rejects for a `uri` that the driver cannot read, and for a folder that cannot be used or that another process uses.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  return options.uri ? openMongoDB(options.uri) : openEmbedded(options)
}
