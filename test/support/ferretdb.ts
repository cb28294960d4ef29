import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** The FerretDB program that `.ci/run` builds from `.ci/ferretdb`; tests that need it skip without it. */
export const FERRETDB_BIN = process.env.FERRETDB_BIN || undefined

/** Added to the titles of suites that need the program. */
export const WITHOUT_FERRETDB = FERRETDB_BIN ? '' : ' (skipped: FERRETDB_BIN is not set)'

/** A MongoDB-protocol server that can be stopped and started again on the same port with the same data. */
export interface FerretDB {
  /** The server's address without the name of a database. */
  uri: string
  /** Kills the server. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** Starts FerretDB on `port` (default: a free one) with its files in `folder`. Throws when FERRETDB_BIN is not set. */
export async function startFerretDB(options: { folder: string; port?: number }): Promise<FerretDB> {
  const program = FERRETDB_BIN
  if (!program) throw new Error('FERRETDB_BIN has to name the program that .ci/run builds')
  const port = options.port ?? (await findFreePort())
  let child: ChildProcess | undefined

  async function start() {
    const args = ['-address', `127.0.0.1:${port}`, '-folder', options.folder, '-attached']
    child = spawn(program as string, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const { stdout } = child
    if (!stdout) throw new Error('no standard output')
    const lines = createInterface(stdout)
    await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('FerretDB ended'))),
    ])
  }

  async function stop() {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  await start()
  return { uri: `mongodb://127.0.0.1:${port}/`, stop, start }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
