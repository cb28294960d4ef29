import { readConfig } from '../../functions/config'
import { type Clock, systemClock } from '../clock'
import { UsageError } from '../environment'
import type { Log } from '../laf/console'
import type { OpenDatabase } from '../laf/database'
import { type Laf, startLaf } from '../laf/runtime'
import { openConnection } from './connection'
import { words } from './messages'
import { createLine } from './reconnect'
import { createRelay } from './relay'

export interface StreamOptions {
  /** Folder with `functions/`. */
  root?: string
  env: Record<string, string | undefined>
  database: OpenDatabase
  clock?: Clock
  /** A line for whoever sits before the screen. */
  say: (line: string) => void
  log?: Log
}

/** A function that gets its messages through Stream mode. */
export interface Stream {
  laf: Laf
  /** Settles when it is over. Rejects with a `UsageError` when DingTalk does not accept the credentials. */
  ended: Promise<void>
  /** Takes nothing more, finishes what is under way, closes everything but the database. */
  stop(): Promise<void>
}

/** For acknowledgements that are just being made. */
const LAST_FRAMES_MS = 3_000

/** Starts the functions and connects them with DingTalk. Rejects with a `UsageError` when the credentials are missing. */
export async function startStream(options: StreamOptions): Promise<Stream> {
  const { root, env, database, clock = systemClock, say, log } = options
  const { appKey, appSecret, apiUrl, oapiUrl } = readConfig(env).config.dingtalk
  if (!appKey || !appSecret) throw new UsageError(words.keysMissing)

  const laf = await startLaf({ root, env, database, clock: options.clock, log })
  const url = `${laf.url}/dingtalk`
  const account = { appKey, appSecret, apiUrl }
  const relay = createRelay({ url, account, oapiUrl, now: () => Math.trunc(clock.now()), say })
  const underWay = new Set<Promise<void>>()
  let isStopped = false

  const open = () =>
    openConnection(
      account,
      ({ messageId, data }, connection) => {
        if (isStopped) return // unacknowledged: whoever comes next may get it
        const handled = relay(data, () => connection.acknowledge(messageId))
        underWay.add(handled)
        void handled.then(() => underWay.delete(handled))
      },
      clock,
    )
  const line = createLine(open, clock, say)
  say(words.checkUp(url))

  return {
    laf,
    ended: line.run().catch((error) => {
      throw new UsageError(words.credentials((error as { evidence: string }).evidence))
    }),
    async stop() {
      isStopped = true
      await Promise.race([
        Promise.all(underWay),
        new Promise((resolve) => setTimeout(resolve, LAST_FRAMES_MS).unref()),
      ])
      line.stop()
      await laf.close()
    },
  }
}
