import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** One process of the bot: `npm run serve`, started by hand. */
export interface Replica {
  /** Tells it from all others, also from those that had its place before. */
  name: string
  /** The callback's address. */
  door: string
  isUp(): boolean
  /** SIGKILL. */
  kill(): void
  /** SIGTERM; resolves when the process has ended. */
  end(): Promise<void>
}

/** Places for replicas; whoever dies is replaced in the same place, on the same port. */
export interface Fleet {
  replicas: Replica[]
  /** Every SIGKILL: whom and when. */
  kills: Map<string, number>
  /** The structured lines that ended messages. */
  lines: Record<string, unknown>[]
  /** What must never be seen: stray errors. */
  strays: string[]
  /** Fills a place again. */
  restart(place: number): Promise<Replica>
  close(): Promise<void>
}

const ROOT = path.join(__dirname, '..', '..', '..')
const START_TIMEOUT_MS = 60_000

/**
 * Starts replicas.
 * @param toEnv settings for a replica of this name, on top of the port
 */
export async function startFleet(
  count: number,
  toEnv: (name: string) => Record<string, string>,
): Promise<Fleet> {
  const ports = await Promise.all(Array.from({ length: count }, findFreePort))
  const children = new Map<string, ChildProcess>()
  const fleet: Pick<Fleet, 'kills' | 'lines' | 'strays'> = { kills: new Map(), lines: [], strays: [] }
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
    const child = spawn(process.execPath, ['--import', 'tsx', path.join('playground', 'serve.ts')], {
      cwd: ROOT,
      env: { ...clean(process.env), ...env, PORT: String(port), HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.set(name, child)
    // Nobody outlives the trials, however they end.
    const endWithUs = () => void child.kill('SIGKILL')
    process.once('exit', endWithUs)
    let isUp = false
    child.once('exit', () => {
      isUp = false
      children.delete(name)
      process.off('exit', endWithUs)
    })
    const ready = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, START_TIMEOUT_MS)
      const done = () => {
        clearTimeout(timer)
        resolve()
      }
      child.once('exit', done)
      hear(child, async (line) => {
        note(line, fleet)
        if (!line.startsWith('Bot: ')) return
        isUp = await isReady(port)
        done()
      })
    })
    return {
      name,
      door: `http://127.0.0.1:${port}/dingtalk`,
      ready,
      isUp: () => isUp,
      kill() {
        isUp = false
        fleet.kills.set(name, Date.now())
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
    ...fleet,
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

function hear(child: ChildProcess, listener: (line: string) => void) {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on('line', listener)
  }
}

function note(line: string, { lines, strays }: Pick<Fleet, 'lines' | 'strays'>) {
  const found = /\{"event":"message".*\}/.exec(line)
  if (found) lines.push(JSON.parse(found[0]))
  if (/unhandledRejection|uncaughtException/.test(line)) strays.push(line)
}

// Nobody's own settings may play a part.
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign =
    /^(DING_|OPENAI_|ANSWER_|MEMORY_|CHATS_|GROUP_|REPLY_|BOT_|ROLES|SYSTEM_PROMPT|DOCTOR_|DB_URI)/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)))
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
