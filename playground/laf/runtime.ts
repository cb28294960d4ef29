import path from 'node:path'
import type express from 'express'
import type { Clock } from '../clock'
import { createCloudPackage } from './cloud'
import { createConsole, type Log, printLog } from './console'
import type { OpenDatabase } from './database-types'
import { type CloudFunctions, readFunctions, toFunctions } from './functions'
import { createGate } from './gate'
import { createApp, findMain } from './http'
import { createModules } from './modules'
import { findProblem, findSyntaxProblems } from './problem'
import { startServer } from './server'
import { createTimers } from './timers'
import { onUnhandledError } from './unhandled-errors'
import { watchFunctions } from './watch'

/** How to run a project's functions; only the database has no default. */
export interface LafOptions {
  /** Project folder with `functions/` and `node_modules/`; default: this repository. */
  root?: string
  /** Instead of the files: function name → TypeScript, open to every method. */
  sources?: Record<string, string>
  /**
   * What functions see as `process.env`; default: the real one. To change it while they run is what "Update" in Laf's
   * console does: nothing is restarted or loaded again.
   */
  env?: Record<string, string | undefined>
  database: OpenDatabase
  /** 0, the default, takes a free one. */
  port?: number
  /** Default 127.0.0.1. */
  host?: string
  /** What functions see as the time and as timers; default: the real ones. Packages always see the real ones. */
  clock?: Clock
  /** Default: stdout and stderr. */
  log?: Log
  /** Reload when a file below `functions/` is saved. */
  watch?: boolean
  /** Called when all modules are to be loaded again: after `reload`, `republish`, and a file that was saved. */
  onReload?: () => void
  /** Adds routes that are served before the functions and see unparsed bodies. */
  mount?: (app: express.Express) => void
}

/** A running Laf. */
export interface Laf {
  url: string
  port: number
  database: OpenDatabase
  /** `cloud.shared` */
  shared: Map<string, unknown>
  /** Calls a function's `main` inside the runtime, as `cloud.invoke` does. */
  invoke(name: string, ctx?: object): Promise<unknown>
  /** Loads a function as a request does. @returns why it cannot be called; undefined when it can */
  problemOf(name: string): string | undefined
  /** Does what a republish does: reads the sources again and loads all modules again; timers of old copies keep running. */
  reload(): void
  /** The same with what happens on Laf meanwhile: for `absentMs` no function is found, and requests get 404. */
  republish(absentMs: number): Promise<void>
  /**
   * Ends gracefully: takes no new connections, lets requests finish and calls the function registered as
   * `cloud.shared.get('drain')`, both within ten seconds. Then everything stops. The database stays open.
   */
  close(): Promise<void>
  /** Ends like SIGKILL: connections are cut, timers stop, database calls and `fetch` of functions never settle. */
  kill(): void
}

// Long enough for most answers in progress, short enough for a person who waits for the process to end.
const DRAIN_TIMEOUT_MS = 10_000
const REPOSITORY = path.join(__dirname, '..', '..')

/** Starts the functions of a project. Rejects when the port is in use or a function's name or twin is not legal. */
export async function startLaf(options: LafOptions): Promise<Laf> {
  const { database, log: write = printLog } = options
  const root = options.root ?? REPOSITORY
  const folder = path.join(root, 'functions')
  const env = (options.env ?? process.env) as NodeJS.ProcessEnv

  let functions: CloudFunctions = new Map()
  let isAlive = true
  let isReady = false
  let republishing: Promise<void> | undefined
  /** Why the files could not be read again; the functions before them stay. */
  let unreadable: string | undefined
  const log: Log = (line) => isAlive && write(line)
  const reportError = (name: string, ...what: unknown[]) => createConsole(name, log).error(...what)
  const gate = createGate()
  const timers = createTimers(options.clock)
  const shared = new Map<string, unknown>()
  const cloud = createCloudPackage({ database, clock: options.clock, gate, shared, env, invoke })
  const modules = createModules({
    root,
    functions: () => functions,
    own: { '@lafjs/cloud': cloud, '@/cloud-sdk': cloud, ...(options.clock && withClock(options.clock)) },
    parts: {
      process: createProcess(env),
      timers,
      fetch: gate.wrap(fetch),
      log,
      clock: options.clock,
    },
  })

  publish()
  const app = createApp({
    functions: () => functions,
    modules,
    isReady: () => isReady,
    reportError,
    mount: options.mount,
  })
  const server = await startServer(app, options.port ?? 0, options.host ?? '127.0.0.1')
  const stopListening = onUnhandledError((kind, error) => reportError('process', kind, error))
  const watcher =
    options.watch && !options.sources ? await watchFunctions(folder, { log, reload }) : undefined
  void database.ready.then(() => {
    isReady = true
    if (isAlive && functions.has('__init__')) return initialise()
  })

  async function invoke(name: string, ctx: object = {}): Promise<unknown> {
    return findMain(modules.load(name))(
      Object.assign(ctx, { __function_name: name, requestId: 'invoke', method: 'call', ...ctx }),
    )
  }

  async function initialise() {
    try {
      await findMain(modules.load('__init__'))({ __function_name: '__init__', method: 'INIT' })
    } catch (error) {
      reportError('__init__', error)
    }
  }

  // As on Laf, a file with a syntax error is published: the function answers 500 until it is published again.
  function publish() {
    functions = options.sources ? toFunctions(options.sources) : readFunctions(folder)
    for (const problem of [...functions.values()].flatMap(findSyntaxProblems))
      reportError('functions', problem)
    modules.clear()
  }

  function reload() {
    unreadable = undefined
    try {
      publish()
    } catch (error) {
      unreadable = (error as Error).message
      reportError('functions', unreadable)
    }
    options.onReload?.()
  }

  async function republish(absentMs: number) {
    const before = functions
    functions = new Map()
    modules.clear()
    await new Promise((resolve) => setTimeout(resolve, absentMs))
    functions = before // what stays if the files cannot be read
    reload()
  }

  async function drain() {
    const work = shared.get('drain')
    if (typeof work !== 'function') return
    try {
      await work(DRAIN_TIMEOUT_MS)
    } catch (error) {
      reportError('drain', error)
    }
  }

  function end() {
    isAlive = false
    gate.shut()
    timers.stop()
    server.cut()
    stopListening()
    void watcher?.close()
  }

  return {
    url: server.url,
    port: server.port,
    database,
    shared,
    invoke,
    problemOf: (name) => unreadable ?? findProblem(name, functions, modules),
    reload,
    republish(absentMs) {
      republishing ??= republish(absentMs).finally(() => {
        republishing = undefined
      })
      return republishing
    },
    async close() {
      if (!isAlive) return
      await within(DRAIN_TIMEOUT_MS, Promise.all([server.stopAccepting(), drain()]))
      end()
    },
    kill: end,
  }
}

// The real process with another environment, so that several runtimes can have different settings.
function createProcess(env: NodeJS.ProcessEnv): NodeJS.Process {
  if (env === process.env) return process
  return Object.create(process, { env: { value: env, writable: true, enumerable: true } })
}

// `performance.now()` runs with the time that functions see.
const withClock = (clock: Clock) => ({
  'node:perf_hooks': { performance: { now: () => (clock.elapsed ?? clock.now)() } },
})

async function within(timeoutMs: number, work: Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([work, timeout])
  clearTimeout(timer)
}
