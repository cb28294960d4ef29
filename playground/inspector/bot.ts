import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../laf/console'
import type { OpenDatabase } from '../laf/database'
import { type Laf, type LafOptions, startLaf } from '../laf/runtime'

/** The bot's process, which can die and come back on the same port with the same database. */
export interface Bot {
  /** Where callbacks go. */
  readonly callbackUrl: string
  readonly url: string
  readonly port: number
  /** Kills it as SIGKILL would and starts another one; resolves when that one listens. */
  killAndRestart(): Promise<void>
  /** What a republish does: settings and sources are read again. */
  reload(): void
  close(): Promise<void>
}

/** What the bot's process is started with. */
export type BotParts = Pick<LafOptions, 'root' | 'env' | 'host' | 'port' | 'mount' | 'watch'> & {
  database: OpenDatabase
  log: Log
}

/** How long a killed replica is away: a moment one can see, shorter than anybody's patience. */
const AWAY_MS = 300
/** A port can stay taken for a moment after its listener died. */
const START_ATTEMPTS = 20

/** Starts it; rejects when the port is taken or a function cannot be read. */
export async function startBot(parts: BotParts): Promise<Bot> {
  let laf: Laf = await startLaf(parts)
  const { port, url } = laf
  // Loads the function before the first message, which would otherwise wait for it. Unsigned, so that it does nothing.
  void fetch(`${url}/dingtalk`, { method: 'POST' }).catch(() => undefined)
  let restarting: Promise<void> | undefined
  let isClosed = false

  async function startAgain() {
    laf.kill()
    await pause(AWAY_MS)
    for (let attempt = 1; !isClosed; attempt++) {
      try {
        laf = await startLaf({ ...parts, port })
        return
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error
        await pause(AWAY_MS)
      }
    }
  }

  return {
    url,
    port,
    callbackUrl: `${url}/dingtalk`,
    killAndRestart() {
      restarting ??= startAgain().finally(() => {
        restarting = undefined
      })
      return restarting
    },
    reload: () => laf.reload(),
    async close() {
      isClosed = true
      await restarting?.catch(() => undefined)
      await laf.close()
    },
  }
}
