import type { SharedServer } from '../database'
import type { Row } from '../table'
import { sleep, startWorld, waitFor } from '../world'

const MESSAGES = 20
const AT_ONCE = 6

/** The same message six times at once, over all replicas, and once more after its answer. */
export async function tryOnce(server: SharedServer, replicas: number): Promise<Row> {
  const world = await startWorld(server, replicas)
  try {
    const bodies = Array.from({ length: MESSAGES }, (_, id) => world.ask(id, world.hire()))
    const send = (body: unknown, place: number) =>
      world.dingtalk.send(world.fleet.replicas[place % replicas]?.door as string, { kind: 'raw', body })
    for (const body of bodies) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => send(body, n)))
    }
    await waitFor(() => world.seen.length >= MESSAGES, 30_000)
    await waitFor(async () => (await world.database.countOpen()) === 0, 10_000)
    for (const [n, body] of bodies.entries()) await send(body, n)
    await sleep(3_000)
    const asked = world.openai.store.counts.calls
    const answered = world.seen.length
    return {
      what: `The same message ${AT_ONCE} times at once on ${replicas} replicas, and again after its answer`,
      kept: asked === MESSAGES && answered === MESSAGES,
      figures: `${MESSAGES} messages in ${MESSAGES * (AT_ONCE + 1)} posts: ${asked} model calls, ${answered} answers`,
    }
  } finally {
    await world.close()
  }
}
