import { readConfig } from '../../functions/config'
import { type Clock, systemClock } from '../clock'
import { UsageError } from '../environment'
import type { Log } from '../laf/console'
import type { OpenDatabase } from '../laf/database'
import { type Laf, startLaf } from '../laf/runtime'
import { openConnection } from './connection'
import { toStreamError } from './errors'
import { createForwarder } from './forward'
import { createReconnector } from './reconnect'
import { texts } from './texts'

/** How to run a bot in Stream mode. */
export interface StreamOptions {
  /** Folder with `functions/`. */
  root?: string
  env: Record<string, string | undefined>
  database: OpenDatabase
  clock?: Clock
  /** Writes a line for the user. */
  print: (line: string) => void
  log?: Log
}

/** A bot that receives its messages through Stream mode. */
export interface Stream {
  laf: Laf
  /** Settles after `stop`. Rejects with a `UsageError` when DingTalk does not accept the credentials. */
  ended: Promise<void>
  /** Takes no more messages, finishes those in flight, closes everything but the database. */
  stop(): Promise<void>
}

/** Longest wait at shutdown for messages that are being acknowledged. */
const DRAIN_TIMEOUT_MS = 3_000

/** Starts the functions and connects them with DingTalk. Rejects with a `UsageError` when the credentials are missing. */
export async function startStream(options: StreamOptions): Promise<Stream> {
  const { root, env, database, clock = systemClock, print, log } = options
  const { appKey, appSecret, apiUrl, oapiUrl } = readConfig(env).config.dingtalk
  if (!appKey || !appSecret) throw new UsageError(texts.keysMissing)

  const laf = await startLaf({ root, env, database, clock: options.clock, log })
  const url = `${laf.url}/dingtalk`
  const account = { appKey, appSecret, apiUrl }
  const forward = createForwarder({ url, account, oapiUrl, now: () => Math.trunc(clock.now()), print })
  const inFlight = new Set<Promise<void>>()
  let isStopped = false

  const open = () =>
    openConnection(
      account,
      ({ messageId, data }, connection) => {
        if (isStopped) return // not acknowledged, so that DingTalk sends it to another connection
        const forwarded = forward(data, () => connection.acknowledge(messageId))
        inFlight.add(forwarded)
        void forwarded.then(() => inFlight.delete(forwarded))
      },
      clock,
    )
  const reconnector = createReconnector(open, clock, print)
  print(texts.checkUp(url))

  return {
    laf,
    ended: reconnector.run().catch((error) => {
      throw new UsageError(texts.credentials(toStreamError(error).evidence))
    }),
    async stop() {
      isStopped = true
      await Promise.race([
        Promise.all(inFlight),
        new Promise((resolve) => setTimeout(resolve, DRAIN_TIMEOUT_MS).unref()),
      ])
      reconnector.stop()
      await laf.close()
    },
  }
}
