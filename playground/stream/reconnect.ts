import type { Clock } from '../clock'
import type { Connection } from './connection'
import { toStreamError } from './errors'
import { words } from './messages'

/** Keeps a connection open for as long as it is wanted. */
export interface Line {
  /** Resolves when it was stopped. @throws StreamError `credentials`: trying again would not help */
  run(): Promise<void>
  /** Closes what is open; nothing is opened any more. */
  stop(): void
}

/** After this long a connection was a good one; one that ends sooner counts as a failure. */
const GOOD_AFTER_MS = 10_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** An announced end comes after about 10 s; what is still open then is closed. */
const GRACE_MS = 15_000

/** @param say a line for whoever sits before the screen */
export function createLine(open: () => Promise<Connection>, clock: Clock, say: (line: string) => void): Line {
  const alive = new Set<Connection>()
  let isStopped = false
  let wake = () => {}
  let failures = 0
  /** What to say when the next connection is there; one that takes an announced one's place is no news. */
  let news: string | undefined = words.connected

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, ms)
      wake = () => {
        clock.clearTimeout(timer)
        resolve()
      }
    })

  /** From one connection to the moment when another one is needed. */
  async function hold(): Promise<void> {
    const connection = await open()
    if (isStopped) return connection.close()
    alive.add(connection)
    const openedAt = clock.now()
    if (news) say(news)
    news = undefined
    const announced = await connection.ending
    const isGood = clock.now() - openedAt >= GOOD_AFTER_MS
    failures = isGood ? 0 : failures + 1
    if (announced === undefined) {
      alive.delete(connection)
      if (!isStopped) say(words.lost)
      news = words.connectedAgain
    } else {
      // DingTalk sends nothing more through it: the next one opens first, then this one goes.
      clock.setTimeout(() => close(connection), GRACE_MS).unref()
    }
  }

  function close(connection: Connection): void {
    connection.close()
    alive.delete(connection)
  }

  return {
    async run() {
      while (!isStopped) {
        try {
          await hold()
        } catch (error) {
          const { failure, evidence } = toStreamError(error)
          if (failure === 'credentials') throw error
          if (failures === 0) say(words[failure](evidence))
          news ??= words.connectedAgain
          failures += 1
        }
        // The first time may be chance: messages that come meanwhile are lost.
        if (failures > 1 && !isStopped) await pause(toPause(failures - 1))
      }
    },
    stop() {
      isStopped = true
      for (const connection of alive) close(connection)
      wake()
    },
  }
}

function toPause(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS) * (1 + Math.random() / 4)
}
