import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type OpenDatabase, openDatabase } from '../../playground/laf/database'

/** A database to test; `open` gives an empty one, `discard` closes it and removes its files. */
export interface Target {
  title: string
  isSkipped: boolean
  open(): Promise<OpenDatabase>
  discard(database: OpenDatabase): Promise<void>
}

const { DB_URI } = process.env

/** Every kind of database that the functions run on; the server only where DB_URI names one. */
export const targets: Target[] = [
  {
    title: 'the embedded database in memory',
    isSkipped: false,
    open: () => openDatabase({}),
    discard: (database) => database.close(),
  },
  createFileTarget(),
  {
    title: `the MongoDB-protocol server in DB_URI${DB_URI ? '' : ' (skipped: DB_URI is not set)'}`,
    isSkipped: !DB_URI,
    open: () => openDatabase({ uri: withDatabaseName(DB_URI ?? '', `contract_${randomUUID().slice(0, 8)}`) }),
    async discard(database) {
      await database.db.dropDatabase()
      await database.close()
    },
  },
]

function createFileTarget(): Target {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'storage-contract-'))
  return {
    title: 'the embedded database in files',
    isSkipped: false,
    open: () => openDatabase({ folder }),
    async discard(database) {
      await database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

// The tests use a database of their own instead of the one in the address.
function withDatabaseName(uri: string, name: string): string {
  const url = new URL(uri)
  url.pathname = `/${name}`
  return url.toString()
}
