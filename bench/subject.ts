/**
 * One process under measurement: the bot in the local Laf, or the floor. Started by `bench/start-subject.ts`, which
 * sends it requests over Node's IPC.
 */
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type express from 'express'
import { type OpenDatabase, openDatabase } from '../playground/laf/database'
import { startLaf } from '../playground/laf/runtime'
import { connectDatabase } from '../test/faults/processes/remote-database'
import { startFloor } from './floor'

/** A request to a subject. */
export type Request =
  | { ask: 'reset' }
  | { ask: 'read' }
  | { ask: 'fill'; collection: string; documents: object[] }
  | { ask: 'end' }
/** What a subject says when it is ready, and after every request. */
export interface Reply {
  kind: 'reply'
  value?: unknown
  error?: string
}
export interface Reading {
  cpuMs: number
  rssMb: number
  peakRssMb: number
  loopP99Ms: number
  /** Database operations since the last reset, by collection and name. */
  operations: string[]
  /** How many of them preceded the first response. */
  beforeAck: number
  /** The packages of the function that were loaded before the first response. */
  loaded: string[]
}

const delay = monitorEventLoopDelay({ resolution: 5 })
const operations: string[] = []
let beforeAck: number | undefined
let loadedAtAck: string[] | undefined
let cpu = process.cpuUsage()
let peakRssMb = 0

async function main(): Promise<void> {
  const env = process.env
  const database = env.BENCH_SHARED ? connectDatabase() : await openDatabase({ uri: env.DB_URI })
  await database.ready
  const counted = env.BENCH_COUNT ? countOperations(database) : database
  const url = process.argv[2] === 'floor' ? await startFloor(counted, env) : await startBot(counted, env)
  delay.enable()
  setInterval(() => {
    peakRssMb = Math.max(peakRssMb, rssMb())
  }, 50)
  process.on('message', (request: Request) => {
    if (!request.ask) return
    const replied = (value: unknown) => reply({ value })
    void handle(request, database).then(replied, (error) => reply({ error: String(error) }))
  })
  reply({ value: { url } })
}

async function startBot(database: OpenDatabase, env: NodeJS.ProcessEnv): Promise<string> {
  const laf = await startLaf({
    env,
    database,
    log: () => undefined,
    mount: env.BENCH_COUNT ? recordResponses : undefined,
  })
  return `${laf.url}/dingtalk`
}

/** Records the number of operations and the loaded packages when the first response is written. */
function recordResponses(app: express.Express): void {
  app.use((_request, response, next) => {
    const end = response.end
    response.end = ((...args: Parameters<typeof end>) => {
      beforeAck ??= operations.length
      loadedAtAck ??= findLoaded()
      return end.apply(response, args)
    }) as typeof end
    next()
  })
}

function reply(given: Omit<Reply, 'kind'>): void {
  process.send?.({ kind: 'reply', ...given } satisfies Reply)
}

async function handle(request: Request, { db, kind }: OpenDatabase): Promise<Reading | undefined> {
  if (request.ask === 'end') {
    // On a server every subject has a database of its own.
    if (kind !== 'embedded') await db.dropDatabase().catch(() => undefined)
    process.exit(0)
  }
  if (request.ask === 'fill') await db.collection(request.collection).insertMany(request.documents)
  if (request.ask === 'reset') {
    operations.length = 0
    beforeAck = undefined
    peakRssMb = rssMb()
    delay.reset()
    cpu = process.cpuUsage()
  }
  return request.ask === 'read' ? read() : undefined
}

function read(): Reading {
  const { user, system } = process.cpuUsage(cpu)
  const loopP99Ms = delay.percentile(99) / 1e6
  return {
    cpuMs: (user + system) / 1_000,
    rssMb: rssMb(),
    peakRssMb,
    loopP99Ms,
    operations: [...operations],
    beforeAck: beforeAck ?? 0,
    loaded: loadedAtAck ?? [],
  }
}

function findLoaded(): string[] {
  return ['openai', 'axios'].flatMap((name) => {
    const module = require.cache[require.resolve(name)]
    // Laf's own package loads one of them itself.
    const isLafs = module?.parent?.filename.includes(`${path.sep}@lafjs${path.sep}`)
    return module ? [isLafs ? `${name} (by @lafjs/cloud)` : name] : []
  })
}

function rssMb(): number {
  return process.memoryUsage.rss() / 1024 / 1024
}

/** The same database, recording every operation. */
function countOperations(database: OpenDatabase): OpenDatabase {
  const record = (name: string) =>
    new Proxy(database.db.collection(name), {
      get(collection, key) {
        const value = collection[key]
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          // The background timer searches for expired leases.
          const isMaintenance = key === 'find' && Object.hasOwn(Object(args[0]), 'leaseUntil')
          operations.push(`${name}.${String(key)}${isMaintenance ? '(leaseUntil)' : ''}`)
          return value.apply(collection, args)
        }
      },
    })
  const db = new Proxy(database.db, {
    get: (target, key) => (key === 'collection' ? record : target[key]),
  })
  return { ...database, db }
}

// The bench is over, also when it was killed.
process.on('disconnect', () => process.exit(1))
main().catch((error) => {
  process.stderr.write(`${error}\n`)
  process.exit(1)
})
