import type { SharedServer } from '../database'
import { post } from '../post'
import type { Row } from '../table'
import { sleep, startWorld, toAnswer, waitFor } from '../world'

const MESSAGES = 20
/** Lease, look-out, and the start of a process. */
const TAKEN_OVER_MS = 15_000

/** SIGKILL while the model thinks; once a neighbour takes over, once the process that comes after. */
export async function tryKilledThinking(server: SharedServer, replicas: 1 | 2): Promise<Row> {
  const world = await startWorld(server, replicas)
  try {
    const { answer } = world.openai
    answer(() => new Promise<string>(() => {}))
    for (let id = 0; id < MESSAGES; id += 1) await post(world, world.ask(id, world.hire()), 0).acknowledged
    await waitFor(() => world.openai.store.counts.open === MESSAGES, 20_000)
    answer(({ messages }) => toAnswer(String(messages.at(-1)?.content)))
    world.fleet.replicas[0]?.kill()
    const killedAt = Date.now()
    if (replicas === 1) await world.fleet.restart(0)
    await waitFor(() => new Set(world.seen.map(({ id }) => id)).size >= MESSAGES, 30_000)
    await sleep(3_000)
    const slowestMs = Math.max(...world.seen.map(({ at }) => at)) - killedAt
    const who = replicas === 1 ? 'answered after the restart' : 'answered by another replica'
    return {
      what: `Killed while the model thinks: ${who}`,
      kept: world.seen.length === MESSAGES && slowestMs < TAKEN_OVER_MS,
      figures: `${world.seen.length} of ${MESSAGES} answered once, the last ${seconds(slowestMs)} after the kill`,
    }
  } finally {
    await world.close()
  }
}

/** SIGKILL while the second part of a long answer is on its way. */
export async function tryKilledSending(server: SharedServer): Promise<Row> {
  const world = await startWorld(server, 1)
  try {
    let arrived = 0
    world.tap.onSend(() => {
      arrived += 1
      return arrived === 2 ? new Promise<void>(() => {}) : undefined
    })
    await post(world, world.ask(1, world.hire(), '说来话长'), 0).acknowledged
    await waitFor(() => arrived === 2, 20_000)
    world.fleet.replicas[0]?.kill()
    const killedAt = Date.now()
    await world.fleet.restart(0)
    await waitFor(async () => arrived > 2 && (await world.database.countOpen()) === 0, 30_000)
    const tookMs = Date.now() - killedAt
    const text = world.seen.map((part) => part.text).join('')
    const asked = world.openai.store.counts.calls
    return {
      what: 'Killed while sending: the rest is delivered after the restart, the model not asked again',
      kept: bare(text) === bare(toAnswer('说来话长 #1')) && asked === 1,
      figures: `${world.seen.length} parts, each once, the last ${seconds(tookMs)} after the kill; ${asked} model call`,
    }
  } finally {
    await world.close()
  }
}

const bare = (text: string) => text.replace(/\s/g, '')
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
