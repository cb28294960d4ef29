import type { Clock } from '../clock'
import type { Connection } from './connection'
import { toStreamError } from './errors'
import { texts } from './texts'

/** Keeps one connection open, and opens the next one when it ends. */
export interface Reconnector {
  /** Resolves after `stop`. @throws StreamError `credentials`, which another attempt would not change */
  run(): Promise<void>
  /** Closes every connection and opens no more. */
  stop(): void
}

/** A connection that ends sooner than this counts as a failure. */
const STABLE_AFTER_MS = 10_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** DingTalk closes a connection about 10 s after announcing it; one that is still open after this long is closed here. */
const CLOSE_AFTER_MS = 15_000

/** @param print writes a line for the user */
export function createReconnector(
  open: () => Promise<Connection>,
  clock: Clock,
  print: (line: string) => void,
): Reconnector {
  const connections = new Set<Connection>()
  let isStopped = false
  let wake = () => {}
  let failures = 0
  /** Printed with the next connection; absent when that replaces one whose end was announced. */
  let notice: string | undefined = texts.connected

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, ms)
      wake = () => {
        clock.clearTimeout(timer)
        resolve()
      }
    })

  /** Opens a connection; resolves when the next one is needed. */
  async function connect(): Promise<void> {
    const connection = await open()
    if (isStopped) return connection.close()
    connections.add(connection)
    const openedAt = clock.now()
    if (notice) print(notice)
    notice = undefined
    const reason = await connection.ending
    const wasStable = clock.now() - openedAt >= STABLE_AFTER_MS
    failures = wasStable ? 0 : failures + 1
    if (reason === undefined) {
      connections.delete(connection)
      if (!isStopped) print(texts.lost)
      notice = texts.connectedAgain
    } else {
      // DingTalk sends nothing more through it: the next one opens before this one is closed.
      clock.setTimeout(() => close(connection), CLOSE_AFTER_MS).unref()
    }
  }

  function close(connection: Connection): void {
    connection.close()
    connections.delete(connection)
  }

  return {
    async run() {
      while (!isStopped) {
        try {
          await connect()
        } catch (error) {
          const { failure, evidence } = toStreamError(error)
          if (failure === 'credentials') throw error
          if (failures === 0) print(texts[failure](evidence))
          notice ??= texts.connectedAgain
          failures += 1
        }
        // No pause after the first failure: messages that are sent meanwhile are lost.
        if (failures > 1 && !isStopped) await pause(toPauseMs(failures - 1))
      }
    },
    stop() {
      isStopped = true
      for (const connection of connections) close(connection)
      wake()
    },
  }
}

function toPauseMs(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (1 + Math.random() / 4)
}
