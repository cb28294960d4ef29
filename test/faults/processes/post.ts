import { sleep, type World } from './world'

/** Before a message that nobody acknowledged is posted to another replica. */
const AGAIN_MS = 300

/**
 * Posts a callback to replicas as a load balancer would: the first time at once, then again after each of the delays,
 * every time to another place; and on and on while nobody has acknowledged it.
 * @returns how often it was posted and how often acknowledged
 */
export async function post(
  world: World,
  body: unknown,
  firstPlace: number,
  delaysMs: number[] = [],
): Promise<{ posts: number; acknowledged: number }> {
  const count = { posts: 0, acknowledged: 0 }
  const once = async (place: number) => {
    const { door } = world.fleet.replicas[place % world.fleet.replicas.length] as { door: string }
    count.posts += 1
    const { status } = await world.dingtalk.send(door, { kind: 'raw', body })
    if (status === 200) count.acknowledged += 1
  }
  const again = delaysMs.map(async (delayMs, n) => {
    await sleep(delayMs)
    await once(firstPlace + n + 1)
  })
  await Promise.all([once(firstPlace), ...again])
  for (let place = firstPlace + 1; count.acknowledged === 0; place += 1) {
    await sleep(AGAIN_MS)
    await once(place)
  }
  return count
}
