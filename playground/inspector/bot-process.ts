import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../laf/console'
import type { OpenDatabase } from '../laf/database'
import { type Laf, type LafOptions, startLaf } from '../laf/runtime'

/** The bot's process, which can be killed and restarted on the same port with the same database. */
export interface Bot {
  /** Where callbacks go. */
  readonly callbackUrl: string
  readonly url: string
  readonly port: number
  /** Ends it like SIGKILL and starts another one; resolves when that one listens. */
  killAndRestart(): Promise<void>
  /** Loads all modules again, without their state. */
  reload(): void
  /** Publishes the functions as on Laf, where callbacks are refused until it is done. */
  republish(): Promise<void>
  close(): Promise<void>
}

/** What the bot's process is started with. */
export type BotParts = Pick<LafOptions, 'root' | 'env' | 'host' | 'port' | 'mount' | 'watch'> & {
  database: OpenDatabase
  log: Log
  /** Told after every start and reload why the function cannot be called; undefined when it can. */
  onProblem(problem: string | undefined): void
}

/** The function that DingTalk calls. */
const FUNCTION = 'dingtalk'
/** How long a killed replica stays away: long enough to be seen on the page. */
const AWAY_MS = 300
/** How long a publish refuses callbacks: long enough to be tried by hand. */
const PUBLISH_MS = 1_500
/** A port can stay in use for a moment after its listener was killed. */
const START_ATTEMPTS = 20

/** Starts the bot; rejects when the port is taken or a function cannot be read. */
export async function startBot(parts: BotParts): Promise<Bot> {
  let laf: Laf | undefined
  const check = () => parts.onProblem(laf?.problemOf(FUNCTION))
  const start = async (port = parts.port) => {
    laf = await startLaf({ ...parts, port, onReload: check })
    check()
    return laf
  }
  const { port, url } = await start()
  // Loads the function before the first message, which would otherwise wait for that. Unsigned, so it has no effect.
  void fetch(`${url}/${FUNCTION}`, { method: 'POST' }).catch(() => undefined)
  let restarting: Promise<void> | undefined
  let isClosed = false

  async function startAgain() {
    laf?.kill()
    await sleep(AWAY_MS)
    for (let attempt = 1; !isClosed; attempt++) {
      try {
        await start(port)
        return
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error
        await sleep(AWAY_MS)
      }
    }
  }

  return {
    url,
    port,
    callbackUrl: `${url}/${FUNCTION}`,
    killAndRestart() {
      restarting ??= startAgain().finally(() => {
        restarting = undefined
      })
      return restarting
    },
    reload: () => laf?.reload(),
    republish: async () => laf?.republish(PUBLISH_MS),
    async close() {
      isClosed = true
      await restarting?.catch(() => undefined)
      await laf?.close()
    },
  }
}
