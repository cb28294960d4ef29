import type { SharedServer } from '../database'
import { post } from '../post'
import type { Row } from '../table'
import { startWorld, waitFor } from '../world'

const PEOPLE = 25

/** Two quick messages of one person, on two replicas, next to everybody else's. */
export async function tryOrder(server: SharedServer): Promise<Row> {
  const world = await startWorld(server, 2)
  try {
    await Promise.all(
      Array.from({ length: PEOPLE }, async (_, n) => {
        const from = world.hire()
        await post(world, world.ask(2 * n, from), n).acknowledged
        await post(world, world.ask(2 * n + 1, from), n + 1).acknowledged
      }),
    )
    await waitFor(() => world.seen.length >= 2 * PEOPLE, 60_000)
    const when = (id: number) => world.seen.findIndex((one) => one.id === id)
    const prompts = world.openai.store.calls.map(({ body }) => JSON.stringify(body.messages))
    const pairs = Array.from({ length: PEOPLE }, (_, n) => n)
    const inOrder = pairs.filter((n) => when(2 * n) >= 0 && when(2 * n) < when(2 * n + 1)).length
    const knowing = pairs.filter((n) =>
      prompts.some((prompt) => prompt.includes(`请回答 #${2 * n + 1}"`) && prompt.includes(`答 #${2 * n} `)),
    ).length
    return {
      what: 'Two quick messages of one person on 2 replicas',
      kept: inOrder === PEOPLE && knowing === PEOPLE && world.seen.length === 2 * PEOPLE,
      figures: `${inOrder} of ${PEOPLE} pairs in order, ${knowing} second prompts with the first answer`,
    }
  } finally {
    await world.close()
  }
}
