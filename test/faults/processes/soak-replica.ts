import { systemClock } from '../../../playground/clock'
import { startLaf } from '../../../playground/laf/runtime'
import { connectDatabase } from './remote-database'

// One replica for the soak trial: the same server as `npm run serve`, with a clock that can be moved and a report of its
// memory. Its database is in the process that starts it, `soak.ts`.

/** A request of the parent process. */
export type ReplicaRequest = { kind: 'memory' } | { kind: 'jump'; ms: number }
/** A reply to the parent process. */
export type ReplicaReport =
  | { kind: 'ready'; callbackUrl: string }
  | { kind: 'memory'; rssBytes: number }
  | { kind: 'jumped' }

let offsetMs = 0

async function main() {
  // Moves only the time, not the timers: as when the clock of a machine is set.
  const clock = { ...systemClock, now: () => Date.now() + offsetMs }
  const laf = await startLaf({ database: connectDatabase(), clock })
  process.on('message', (request: ReplicaRequest) => {
    if (request.kind === 'jump') {
      offsetMs += request.ms
      report({ kind: 'jumped' })
    }
    if (request.kind === 'memory') {
      const { gc } = globalThis as { gc?: () => void }
      gc?.()
      report({ kind: 'memory', rssBytes: process.memoryUsage().rss })
    }
  })
  process.on('disconnect', () => process.exit())
  report({ kind: 'ready', callbackUrl: `${laf.url}/dingtalk` })
}

function report(reply: ReplicaReport) {
  process.send?.(reply)
}

void main()
