import type { SharedServer } from '../database'
import { post } from '../post'
import type { Row } from '../table'
import { sleep, startWorld, waitFor } from '../world'

const MESSAGES = 150

/** SIGTERM to one replica after the other while messages come in, as a redeployment does. */
export async function tryEnded(server: SharedServer): Promise<Row> {
  const world = await startWorld(server, 2)
  try {
    const { replicas, restart } = world.fleet
    const posting = Promise.all(
      Array.from({ length: MESSAGES }, async (_, id) => {
        await sleep(id * 60)
        return post(world, world.ask(id, world.hire()), id).acknowledged
      }),
    )
    for (const place of [0, 1, 0, 1]) {
      await sleep(1_000)
      await replicas[place]?.end()
      await restart(place)
    }
    await posting
    await waitFor(() => new Set(world.seen.map(({ id }) => id)).size >= MESSAGES, 40_000)
    await waitFor(async () => (await world.database.countOpen()) === 0, 15_000)
    const answered = new Set(world.seen.map(({ id }) => id)).size
    const doubles = world.seen.length - answered
    return {
      what: 'SIGTERM to one of 2 replicas after the other, messages coming in',
      kept: answered === MESSAGES && doubles === 0,
      figures: `${answered} of ${MESSAGES} answered, ${doubles} twice`,
    }
  } finally {
    await world.close()
  }
}
