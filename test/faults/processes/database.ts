import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MongoClient } from 'mongodb'
import { FERRETDB_BIN, type FerretDB, startFerretDB } from '../../support/ferretdb'

/** A MongoDB-protocol server that replicas share. */
export interface SharedServer {
  /** What it is, for the report. */
  name: string
  /** A database of one's own on it. */
  createDatabase(): Promise<SharedDatabase>
  /** Ends it like a crash and starts it again; only where the server is ours. */
  power?: Pick<FerretDB, 'stop' | 'start'>
  close(): Promise<void>
}

/** One database, as replicas and as the report see it. */
export interface SharedDatabase {
  uri: string
  /** The messages that are not done yet. */
  countOpen(): Promise<number>
  count(collection: string): Promise<number>
  drop(): Promise<void>
}

/** FerretDB when FERRETDB_BIN names it, else the server of DB_URI; undefined when there is neither. */
export async function findServer(): Promise<SharedServer | undefined> {
  if (FERRETDB_BIN) return startOwn()
  const uri = process.env.DB_URI?.trim()
  return uri ? toServer('MongoDB at DB_URI', uri) : undefined
}

async function startOwn(): Promise<SharedServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dingtalk-faults-'))
  const ferretdb = await startFerretDB({ folder })
  const server = toServer('FerretDB v1 as .ci/ferretdb builds it', ferretdb.uri)
  return {
    ...server,
    power: ferretdb,
    async close() {
      await server.close()
      await ferretdb.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function toServer(name: string, uri: string): SharedServer {
  const client = new MongoClient(uri)
  return {
    name,
    async createDatabase() {
      const own = new URL(uri)
      own.pathname = `/faults_${randomUUID().slice(0, 8)}`
      const db = client.db(own.pathname.slice(1))
      return {
        uri: own.href,
        countOpen: () => db.collection('inbox').countDocuments({ state: { $ne: 'done' } }),
        count: (collection) => db.collection(collection).countDocuments({}),
        drop: async () => void (await db.dropDatabase()),
      }
    },
    close: () => client.close(),
  }
}
