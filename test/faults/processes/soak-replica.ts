import { systemClock } from '../../../playground/clock'
import { openDatabase } from '../../../playground/laf/database'
import { startLaf } from '../../../playground/laf/runtime'

// One replica for the soak: the same server as `npm run serve`, whose clock can be put forward and which says how much
// memory it needs; on the embedded database, so that its memory counts too. Started by `soak.ts`, which talks to it over
// the channel of the process.

/** What the parent may ask for; the answer to each is a `Told`. */
export type Wish = { kind: 'memory' } | { kind: 'count' } | { kind: 'jump'; ms: number }
export type Told =
  | { kind: 'ready'; door: string }
  | { kind: 'memory'; rssBytes: number }
  | { kind: 'count'; inbox: number; open: number; chats: number }
  | { kind: 'jumped' }

let offsetMs = 0

async function main() {
  // Timers stay where they are, as when somebody sets the clock of a machine.
  const clock = { ...systemClock, now: () => Date.now() + offsetMs }
  const database = await openDatabase({ folder: process.env.DATABASE_FOLDER })
  const laf = await startLaf({ database, clock })
  const count = (name: string, filter: object) => database.db.collection(name).countDocuments(filter)
  process.on('message', async (wish: Wish) => {
    if (wish.kind === 'count') {
      const open = await count('inbox', { state: { $ne: 'done' } })
      return tell({ kind: 'count', open, inbox: await count('inbox', {}), chats: await count('chats', {}) })
    }
    if (wish.kind === 'jump') {
      offsetMs += wish.ms
      return tell({ kind: 'jumped' })
    }
    const { gc } = globalThis as { gc?: () => void }
    gc?.()
    tell({ kind: 'memory', rssBytes: process.memoryUsage().rss })
  })
  process.on('disconnect', () => process.exit())
  tell({ kind: 'ready', door: `${laf.url}/dingtalk` })
}

function tell(what: Told) {
  process.send?.(what)
}

void main()
