import { TEXTS } from '../../../../functions/texts/languages'
import type { SharedServer } from '../database'
import { post } from '../post'
import type { Row } from '../table'
import type { Send } from '../tap'
import { type Seen, sleep, startWorld, toAnswer, type World, waitFor } from '../world'

const PEOPLE = 500
/** Each writes two messages, one right after the other. */
const MESSAGES = 2 * PEOPLE
const NEW_PERSON_MS = 120
const KILL_EVERY_MS = 1_000
/** After the last message nobody is killed any more, so that the rest can be counted. */
const CALM_MS = 120_000
/** Our note of a part is one database operation. */
const NOTE_MS = 2_000

/** A thousand messages, each posted three times over three replicas; every upstream fails, every second one dies. */
export async function tryStorm(server: SharedServer): Promise<Row[]> {
  const world = await startWorld(server, 3)
  try {
    switchFaultsOn(world)
    const stopKilling = keepKilling(world)
    const unacknowledged = await postAll(world)
    stopKilling()
    await waitFor(() => countLost(world.seen) === 0, CALM_MS)
    await waitFor(async () => (await world.database.countOpen()) === 0, 20_000)
    return report(world, unacknowledged, await world.database.countOpen())
  } finally {
    await world.close()
  }
}

/** One call in ten of every upstream. */
function switchFaultsOn({ dingtalk, openai }: World) {
  const probability = 0.025
  const on = ['token', 'batchSend', 'webhook'] as const
  for (const id of ['reset', 'server-error'] as const) dingtalk.faults.set(id, { probability, on: [...on] })
  dingtalk.faults.set('too-fast', { probability, on: ['batchSend', 'webhook'] })
  dingtalk.faults.set('slow', { probability, on: [...on], ms: 3_000 })
  for (const id of ['reset', 'server-error', 'rate-limited'] as const) openai.faults.set(id, { probability })
  openai.faults.set('slow', { probability, ms: 3_000 })
}

function keepKilling({ fleet }: World): () => void {
  const timer = setInterval(() => {
    const up = fleet.replicas.flatMap((replica, place) => (replica.isUp() ? [place] : []))
    const place = up[Math.floor(Math.random() * up.length)]
    if (place === undefined) return
    fleet.replicas[place]?.kill()
    void fleet.restart(place)
  }, KILL_EVERY_MS)
  return () => clearInterval(timer)
}

/** @returns how many posts were not acknowledged */
async function postAll(world: World): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, n) => {
      await sleep(n * NEW_PERSON_MS)
      const from = world.hire()
      const first = post(world, world.ask(2 * n, from, words(2 * n)), n, [
        Math.random() * 400,
        Math.random() * 2_000,
      ])
      await first.acknowledged
      const second = post(world, world.ask(2 * n + 1, from), n + 1, [
        Math.random() * 400,
        Math.random() * 2_000,
      ])
      return Promise.all([first.over, second.over])
    }),
  )
  return counts.flat().reduce((sum, { posts, acknowledged }) => sum + posts - acknowledged, 0)
}

/** One answer in ten is long, so that processes die between its parts. */
const words = (id: number) => (id % 10 === 0 ? '说来话长' : '请回答')

const SENTENCES = new Set(Object.values(TEXTS.zh.failure))

/** Messages nobody saw anything of: neither an answer nor a sentence. */
function countLost(seen: Seen[]): number {
  const answered = new Set(seen.flatMap(({ id }) => (id === undefined ? [] : [id]))).size
  return Math.max(MESSAGES - answered - seen.filter(({ text }) => SENTENCES.has(text)).length, 0)
}

function report(world: World, unacknowledged: number, open: number): Row[] {
  const { seen, fleet, openai, dingtalk } = world
  const ids = Array.from({ length: MESSAGES }, (_, id) => id)
  const partsOf = new Map(ids.map((id) => [id, new Set<string>()]))
  for (const { id, text } of seen) if (id !== undefined) partsOf.get(id)?.add(text)
  const answered = ids.filter((id) => partsOf.get(id)?.size)
  const halved = answered.filter(
    (id) => bare([...(partsOf.get(id) ?? [])].join('')) !== bare(wholeAnswer(id)),
  )
  const sentences = seen.filter(({ text }) => SENTENCES.has(text)).length
  const { kill, other } = explainDoubles(world)
  const firstSeen = (id: number) => seen.findIndex((one) => one.id === id)
  const swapped = ids.filter((id) => id % 2 === 1 && firstSeen(id) >= 0 && firstSeen(id) < firstSeen(id - 1))
  const lost = countLost(seen)
  const faults = [...dingtalk.faults.active(), ...openai.faults.active()].reduce(
    (sum, { hits }) => sum + hits,
    0,
  )
  const calls =
    Object.values(dingtalk.store.counts.calls).reduce((sum, one) => sum + one) + openai.store.counts.calls
  return [
    {
      what: `${MESSAGES} messages, each posted 3 times over 3 replicas, upstreams failing, a SIGKILL every second`,
      kept: lost === 0 && open === 0 && halved.length === 0,
      figures: [
        `${fleet.kills.size} kills, ${faults} of ${calls} upstream calls failed, ${unacknowledged} posts not acknowledged`,
        `${answered.length} answered, ${sentences} honest sentences, ${lost} lost, ${halved.length} incomplete, ${open} left open`,
      ].join('; '),
    },
    {
      what: 'Doubles among them',
      kept: other.length === 0,
      figures: `${kill.length} where a kill fell between DingTalk's acceptance and our note, ${other.length} of anything else`,
    },
    {
      what: 'Order among them, two quick messages a person',
      kept: swapped.length === 0,
      figures: `${PEOPLE - swapped.length} of ${PEOPLE} pairs in order`,
    },
    {
      what: 'Stray errors in any process',
      kept: fleet.strays.length === 0,
      figures: String(fleet.strays.length),
    },
  ]
}

/** Every acceptance but the last of the same words to the same person needs an excuse: its sender died over it. */
function explainDoubles({ tap, fleet }: World): { kill: Send[]; other: Send[] } {
  const accepted = new Map<string, Send[]>()
  for (const send of tap.sends) {
    if (send.accepted && /#\d+/.test(send.text))
      accepted.set(send.text, [...(accepted.get(send.text) ?? []), send])
  }
  const repeated = [...accepted.values()].flatMap((sends) => sends.slice(0, -1))
  const diedOverIt = ({ who, sentAt, answeredAt = Number.POSITIVE_INFINITY }: Send) => {
    // A webhook's address is the same for all, so that any kill at the moment will do.
    const kills = who ? [fleet.kills.get(who) ?? Number.NEGATIVE_INFINITY] : [...fleet.kills.values()]
    return kills.some((killedAt) => killedAt >= sentAt && killedAt <= answeredAt + NOTE_MS)
  }
  return { kill: repeated.filter(diedOverIt), other: repeated.filter((send) => !diedOverIt(send)) }
}

const wholeAnswer = (id: number) => toAnswer(`${words(id)} #${id}`)
const bare = (text: string) => text.replace(/\s/g, '')
