import { type Environment, sleep } from './environment'

/** A message on its way to the bot. */
export interface Posting {
  /** A replica answered 200. */
  acknowledged: Promise<void>
  /** All posts are over; how many there were, and how many of them were acknowledged. */
  over: Promise<{ posts: number; acknowledged: number }>
}

/** The pause before a message that no replica took is posted again. */
const AGAIN_MS = 100

/**
 * Posts a callback as a load balancer would, to replicas that say they are ready: at once, and again after each of the
 * delays, every time to another one; and repeatedly until a replica has acknowledged it.
 * @param place the index of the first replica
 */
export function post(
  { processes, dingtalk }: Environment,
  body: unknown,
  place: number,
  delaysMs: number[] = [],
): Posting {
  const count = { posts: 0, acknowledged: 0 }
  let acknowledge = () => {}
  const acknowledged = new Promise<void>((resolve) => {
    acknowledge = resolve
  })

  async function once(from: number) {
    const ready = [0, 1, 2].map((n) => processes.replicas[(from + n) % processes.replicas.length])
    const replica = ready.find((one) => one?.isUp())
    if (!replica) return sleep(AGAIN_MS)
    count.posts += 1
    const { status } = await dingtalk.send(replica.callbackUrl, { kind: 'raw', body })
    if (status !== 200) return sleep(AGAIN_MS)
    count.acknowledged += 1
    acknowledge()
  }

  async function untilAcknowledged() {
    for (let from = place; count.acknowledged === 0; from += 1) await once(from)
  }

  const again = delaysMs.map(async (delayMs, n) => {
    await sleep(delayMs)
    await once(place + n + 1)
  })
  const over = Promise.all([untilAcknowledged(), ...again]).then(() => count)
  return { acknowledged, over }
}
