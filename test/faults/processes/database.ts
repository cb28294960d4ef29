import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MongoClient } from 'mongodb'
import { FERRETDB_BIN, type FerretDB, startFerretDB } from '../../support/ferretdb'

/** A MongoDB-protocol server that replicas share. */
export interface SharedServer {
  /** Its name in the report. */
  name: string
  /** Creates a new database on it. */
  createDatabase(): Promise<SharedDatabase>
  /** Kills the server and starts it again; only for a server that the trials started. */
  power?: Pick<FerretDB, 'stop' | 'start'>
  close(): Promise<void>
}

/** One database that replicas share. */
export interface SharedDatabase {
  uri: string
  /** The messages that are not done yet. */
  countOpen(): Promise<number>
  count(collection: string): Promise<number>
  drop(): Promise<void>
}

/** Whether there is a server for the trials. */
export const hasServer = (): boolean => Boolean(FERRETDB_BIN ?? process.env.DB_URI?.trim())

/** FerretDB when FERRETDB_BIN names it, else the server of DB_URI; undefined when there is neither. */
export async function findServer(): Promise<SharedServer | undefined> {
  if (FERRETDB_BIN) return startFerretServer()
  const uri = process.env.DB_URI?.trim()
  return uri ? toServer('MongoDB at DB_URI', uri) : undefined
}

async function startFerretServer(): Promise<SharedServer> {
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
