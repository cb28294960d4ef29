import { systemClock } from '../../../playground/clock'
import { startLaf } from '../../../playground/laf/runtime'
import { connectDatabase } from './remote-database'

// One replica for the soak: the same server as `npm run serve`, whose clock can be put forward and which says how much
// memory it needs. Its database is in the process that starts it, `soak.ts`.

/** What the parent may ask for. */
export type Wish = { kind: 'memory' } | { kind: 'jump'; ms: number }
/** What it is told. */
export type Told = { kind: 'ready'; door: string } | { kind: 'memory'; rssBytes: number } | { kind: 'jumped' }

let offsetMs = 0

async function main() {
  // Timers stay where they are, as when somebody sets the clock of a machine.
  const clock = { ...systemClock, now: () => Date.now() + offsetMs }
  const laf = await startLaf({ database: connectDatabase(), clock })
  process.on('message', (wish: Wish) => {
    if (wish.kind === 'jump') {
      offsetMs += wish.ms
      tell({ kind: 'jumped' })
    }
    if (wish.kind === 'memory') {
      const { gc } = globalThis as { gc?: () => void }
      gc?.()
      tell({ kind: 'memory', rssBytes: process.memoryUsage().rss })
    }
  })
  process.on('disconnect', () => process.exit())
  tell({ kind: 'ready', door: `${laf.url}/dingtalk` })
}

function tell(what: Told) {
  process.send?.(what)
}

void main()
