import type { SharedServer } from '../database'
import { post } from '../post'
import type { Row } from '../table'
import { sleep, startWorld, waitFor } from '../world'

const MESSAGES = 120
const AWAY_MS = 6_000

/** The database ends like a crash in mid-flight and comes back; messages come in before, meanwhile and after. */
export async function tryBlackout(server: SharedServer): Promise<Row | undefined> {
  const { power } = server
  if (!power) return undefined
  const world = await startWorld(server, 2)
  try {
    const acknowledgements: number[] = []
    const posting = Promise.all(
      Array.from({ length: MESSAGES }, async (_, id) => {
        await sleep(id * 100)
        const startedAt = Date.now()
        await post(world, world.ask(id, world.hire()), id).acknowledged
        acknowledgements.push(Date.now() - startedAt)
      }),
    )
    await sleep(3_000)
    await power.stop()
    await sleep(AWAY_MS)
    await power.start()
    await posting
    await waitFor(() => new Set(world.seen.map(({ id }) => id)).size >= MESSAGES, 60_000)
    await waitFor(async () => (await world.database.countOpen().catch(() => 1)) === 0, 30_000)
    const answered = new Set(world.seen.map(({ id }) => id)).size
    const doubles = world.seen.length - answered
    const open = await world.database.countOpen()
    const slowestMs = Math.max(...acknowledgements)
    return {
      what: `Database killed in mid-flight and back after ${AWAY_MS / 1_000} s, 2 replicas`,
      kept: answered === MESSAGES && doubles === 0 && open === 0 && slowestMs < 2_500,
      figures: `${answered} of ${MESSAGES} answered, ${doubles} twice, ${open} left open; slowest acknowledgement ${(slowestMs / 1_000).toFixed(1)} s`,
    }
  } finally {
    await world.close()
  }
}
