import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { withoutSettings } from '../../support/without-settings'

/** One process of the bot: `npm run serve`. */
export interface Replica {
  /** Unique, also among the replicas that had the same place before. */
  name: string
  /** The callback's address. */
  callbackUrl: string
  isUp(): boolean
  /** SIGKILL. */
  kill(): void
  /** SIGTERM; resolves when the process has ended. */
  end(): Promise<void>
}

/** Places for replicas: a killed one is replaced in the same place, on the same port. */
export interface ReplicaSet {
  replicas: Replica[]
  /** When each replica was killed, ms since 1970, by name. */
  kills: Map<string, number>
  /** The log lines of finished messages, parsed. */
  lines: Record<string, unknown>[]
  /** Log lines about unhandled errors; must stay empty. */
  unhandledErrors: string[]
  /** Starts a new replica in a place. */
  restart(place: number): Promise<Replica>
  close(): Promise<void>
}

const ROOT = path.join(__dirname, '..', '..', '..')
/** Node's options: the compiler, and what sets the clock of a replica where its settings say so. */
const PRELOADED = ['tsx', path.join(__dirname, 'set-clock.ts')].flatMap((file) => ['--import', file])
const START_TIMEOUT_MS = 60_000

/**
 * Starts replicas.
 * @param toEnv settings for a replica of this name, on top of the port
 */
export async function startReplicas(
  count: number,
  toEnv: (name: string) => Record<string, string>,
): Promise<ReplicaSet> {
  const ports = await Promise.all(Array.from({ length: count }, findFreePort))
  const children = new Map<string, ChildProcess>()
  const set: Pick<ReplicaSet, 'kills' | 'lines' | 'unhandledErrors'> = {
    kills: new Map(),
    lines: [],
    unhandledErrors: [],
  }
  const starts = ports.map(() => 0)
  const replicas: Replica[] = []

  async function restart(place: number): Promise<Replica> {
    starts[place] = (starts[place] ?? 0) + 1
    const name = `r${place + 1}-${starts[place]}`
    const replica = launch(name, ports[place] as number, toEnv(name))
    replicas[place] = replica
    await replica.ready
    return replica
  }

  function launch(
    name: string,
    port: number,
    env: Record<string, string>,
  ): Replica & { ready: Promise<void> } {
    const child = spawn(process.execPath, [...PRELOADED, path.join('playground', 'serve.ts')], {
      cwd: ROOT,
      env: { ...withoutSettings(process.env), ...env, PORT: String(port), HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.set(name, child)
    // No replica outlives this process.
    const killWithParent = () => void child.kill('SIGKILL')
    process.once('exit', killWithParent)
    let isUp = false
    child.once('exit', () => {
      isUp = false
      children.delete(name)
      process.off('exit', killWithParent)
    })
    const ready = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, START_TIMEOUT_MS)
      const done = () => {
        clearTimeout(timer)
        resolve()
      }
      child.once('exit', done)
      onLine(child, async (line) => {
        record(line, set)
        if (!line.startsWith('Bot: ')) return
        isUp = await isReady(port)
        done()
      })
    })
    return {
      name,
      callbackUrl: `http://127.0.0.1:${port}/dingtalk`,
      ready,
      isUp: () => isUp,
      kill() {
        isUp = false
        set.kills.set(name, Date.now())
        child.kill('SIGKILL')
      },
      async end() {
        isUp = false
        if (child.exitCode !== null || child.signalCode !== null) return
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      },
    }
  }

  await Promise.all(ports.map((_, place) => restart(place)))
  return {
    ...set,
    replicas,
    restart,
    async close() {
      await Promise.all(
        [...children.values()].map(async (child) => {
          const ended = once(child, 'exit')
          child.kill('SIGKILL')
          await ended
        }),
      )
    },
  }
}

/** As Laf's readiness probe does: no traffic before the database has answered. */
async function isReady(port: number): Promise<boolean> {
  for (const endsAt = Date.now() + START_TIMEOUT_MS; Date.now() < endsAt; ) {
    const health = await fetch(`http://127.0.0.1:${port}/_/healthz`).catch(() => undefined)
    if (health?.ok) return true
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return false
}

function onLine(child: ChildProcess, listener: (line: string) => void) {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on('line', listener)
  }
}

function record(line: string, { lines, unhandledErrors }: Pick<ReplicaSet, 'lines' | 'unhandledErrors'>) {
  const found = /\{"event":"message".*\}/.exec(line)
  if (found) lines.push(JSON.parse(found[0]))
  if (/unhandledRejection|uncaughtException/.test(line)) unhandledErrors.push(line)
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
