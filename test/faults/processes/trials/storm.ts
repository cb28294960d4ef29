import { TEXTS } from '../../../../functions/texts/languages'
import { STANDARD_RATES } from '../../../../playground/dingtalk/settings'
import { joinParts } from '../../../support/model'
import type { SharedServer } from '../database'
import { type Environment, type Seen, sleep, startEnvironment, toAnswer, waitFor } from '../environment'
import { post } from '../post'
import type { Send } from '../proxy'
import type { Row } from '../table'

const PEOPLE = 500
/** Each person writes two messages, one right after the other. */
const MESSAGES = 2 * PEOPLE
const NEW_PERSON_MS = 120
const KILL_EVERY_MS = 1_000
/** How long the remaining answers may take after the last kill. */
const REMAINING_MS = 120_000
/** How long the bot takes at most to store that a part was sent: one database operation. */
const STORE_MS = 2_000
/** How much later than a kill the proxy may stamp a send of the killed process: it was in the socket by then. */
const STAMP_MS = 250

/**
 * A thousand messages, each posted three times over three replicas; upstreams fail, DingTalk takes 20 calls a second,
 * and a replica is killed each second.
 */
export async function tryStorm(server: SharedServer): Promise<Row[]> {
  const environment = await startEnvironment(server, 3)
  try {
    switchFaultsOn(environment)
    environment.dingtalk.settings.limits = STANDARD_RATES
    const stopKilling = keepKilling(environment)
    const unacknowledged = await postAll(environment)
    stopKilling()
    await waitFor(() => countLost(environment.seen) === 0, REMAINING_MS)
    await waitFor(async () => (await environment.database.countOpen()) === 0, 20_000)
    return report(environment, unacknowledged, await environment.database.countOpen())
  } finally {
    await environment.close()
  }
}

/** Makes one call in ten of every upstream fail. */
function switchFaultsOn({ dingtalk, openai, search }: Environment) {
  const probability = 0.025
  const on = ['token', 'batchSend', 'webhook', 'cardCreateAndDeliver', 'cardStream'] as const
  for (const id of ['reset', 'server-error'] as const) dingtalk.faults.set(id, { probability, on: [...on] })
  dingtalk.faults.set('too-fast', { probability, on: ['batchSend', 'webhook'] })
  dingtalk.faults.set('frames-throttled', { probability })
  dingtalk.faults.set('slow', { probability, on: [...on], ms: 3_000 })
  for (const id of ['reset', 'server-error', 'rate-limited'] as const) openai.faults.set(id, { probability })
  openai.faults.set('slow', { probability, ms: 3_000 })
  for (const id of ['reset', 'server-error', 'hang', 'garbage'] as const)
    search.faults.set(id, { probability })
}

function keepKilling({ processes }: Environment): () => void {
  const timer = setInterval(() => {
    const up = processes.replicas.flatMap((replica, place) => (replica.isUp() ? [place] : []))
    const place = up[Math.floor(Math.random() * up.length)]
    if (place === undefined) return
    processes.replicas[place]?.kill()
    void processes.restart(place)
  }, KILL_EVERY_MS)
  return () => clearInterval(timer)
}

/** @returns how many posts were not acknowledged */
async function postAll(environment: Environment): Promise<number> {
  const counts = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, n) => {
      await sleep(n * NEW_PERSON_MS)
      const from = environment.addPerson()
      const first = post(environment, environment.buildQuestion(2 * n, from, words(2 * n)), n, [
        Math.random() * 400,
        Math.random() * 2_000,
      ])
      await first.acknowledged
      const second = post(environment, environment.buildQuestion(2 * n + 1, from), n + 1, [
        Math.random() * 400,
        Math.random() * 2_000,
      ])
      return Promise.all([first.over, second.over])
    }),
  )
  return counts.flat().reduce((sum, { posts, acknowledged }) => sum + posts - acknowledged, 0)
}

/** One answer in ten is long, so that processes are killed between its parts. */
const words = (id: number) => (id % 10 === 0 ? '说来话长' : '请回答')

const REPLACED = TEXTS.zh.failure.interrupted
const SENTENCES = new Set(Object.values(TEXTS.zh.failure))

/** Counts the messages that got neither an answer nor a sentence about a failure. */
function countLost(seen: Seen[]): number {
  const answered = new Set(seen.flatMap(({ id }) => (id === undefined ? [] : [id]))).size
  return Math.max(MESSAGES - answered - seen.filter(({ text }) => SENTENCES.has(text)).length, 0)
}

function report(environment: Environment, unacknowledged: number, open: number): Row[] {
  const { seen, processes, openai, dingtalk } = environment
  const ids = Array.from({ length: MESSAGES }, (_, id) => id)
  const partsOf = new Map(ids.map((id) => [id, new Set<string>()]))
  for (const { id, text } of seen) if (id !== undefined) partsOf.get(id)?.add(text)
  const answered = ids.filter((id) => partsOf.get(id)?.size)
  // An answer that ended two processes while it was sent is replaced by a sentence.
  const replaced = new Set(seen.flatMap(({ text, person }) => (text === REPLACED ? [person] : [])))
  const personOf = new Map(seen.flatMap(({ id, person }) => (id === undefined ? [] : [[id, person]])))
  const halved = answered.filter(
    (id) =>
      joinParts([...(partsOf.get(id) ?? [])]) !== joinParts([wholeAnswer(id)]) &&
      !replaced.has(personOf.get(id) ?? ''),
  )
  const sentences = seen.filter(({ text }) => SENTENCES.has(text)).length
  const { kill, other } = explainRepeats(environment)
  const firstSeen = (id: number) => seen.findIndex((one) => one.id === id)
  const swapped = ids.filter((id) => id % 2 === 1 && firstSeen(id) >= 0 && firstSeen(id) < firstSeen(id - 1))
  const lost = countLost(seen)
  const faults = [...dingtalk.faults.active(), ...openai.faults.active()].reduce(
    (sum, { hits }) => sum + hits,
    0,
  )
  const calls =
    Object.values(dingtalk.store.counts.calls).reduce((sum, one) => sum + one) + openai.store.counts.calls
  const results = lost > 0 ? ` (log: ${JSON.stringify(countResults(environment))})` : ''
  return [
    {
      what: {
        en: `${MESSAGES} messages, each posted 3 times over 3 replicas, upstreams failing, a SIGKILL every second`,
        zh: `${MESSAGES} 条消息，每条推送 3 次给 3 个副本，钉钉和模型不断出错，每秒杀一个进程`,
      },
      kept: lost === 0 && open === 0 && halved.length === 0,
      figures: {
        en: [
          `${processes.kills.size} kills, ${faults} of ${calls} upstream calls failed, ${unacknowledged} posts not acknowledged`,
          `${answered.length} answered, ${sentences} sentences about a failure (${replaced.size} of them because two processes ended), ${lost} lost${results}, ${halved.length} incomplete, ${open} left open`,
        ].join('; '),
        zh: [
          `杀了 ${processes.kills.size} 次，${calls} 次外部调用中 ${faults} 次出错，${unacknowledged} 次推送没有得到确认`,
          `回答了 ${answered.length} 条，用一句话说明出错的 ${sentences} 条（其中 ${replaced.size} 条因为两个进程先后被杀），丢失 ${lost} 条${results}，不完整 ${halved.length} 条，没处理完 ${open} 条`,
        ].join('；'),
      },
    },
    {
      what: { en: 'Answers sent twice among them', zh: '其中重复发送的回答' },
      kept: other.length === 0,
      figures: {
        en: `${kill.length} killed between DingTalk's acceptance and the bot's note of it, ${other.length} for any other reason`,
        zh: `${kill.length} 条：钉钉收下之后、机器人记下之前进程被杀；其他原因 ${other.length} 条`,
      },
    },
    {
      what: { en: 'Order among them, two quick messages a person', zh: '其中的顺序，每人连发两条消息' },
      kept: swapped.length === 0,
      figures: {
        en: `${PEOPLE - swapped.length} of ${PEOPLE} pairs in order`,
        zh: `${PEOPLE} 对消息中 ${PEOPLE - swapped.length} 对顺序正确`,
      },
    },
    {
      what: { en: 'Unhandled errors in any process', zh: '所有进程里没有处理的错误' },
      kept: processes.unhandledErrors.length === 0,
      figures: { en: String(processes.unhandledErrors.length), zh: String(processes.unhandledErrors.length) },
    },
  ]
}

/** How often the work on a message ended with each result. */
function countResults({ processes }: Environment): Record<string, number> {
  const results: Record<string, number> = {}
  for (const { result } of processes.lines) results[String(result)] = (results[String(result)] ?? 0) + 1
  return results
}

/** Explains texts that DingTalk accepted more than once: of all but the last the sender must have been killed. */
function explainRepeats({ proxy, processes }: Environment): { kill: Send[]; other: Send[] } {
  const accepted = new Map<string, Send[]>()
  // A card that was finished again is one message.
  const isRepeat = ({ card }: Send, n: number) =>
    card !== undefined && proxy.sends.slice(n + 1).some((later) => later.card === card && later.accepted)
  for (const [n, send] of proxy.sends.entries()) {
    if (send.accepted && /#\d+/.test(send.text) && !isRepeat(send, n))
      accepted.set(send.text, [...(accepted.get(send.text) ?? []), send])
  }
  const repeated = [...accepted.values()].flatMap((sends) => sends.slice(0, -1))
  const wasKilled = ({ replica, sentAt, answeredAt = Number.POSITIVE_INFINITY }: Send) => {
    // A webhook's address does not name the replica: any kill at that time counts.
    const kills = replica
      ? [processes.kills.get(replica) ?? Number.NEGATIVE_INFINITY]
      : [...processes.kills.values()]
    return kills.some((killedAt) => killedAt >= sentAt - STAMP_MS && killedAt <= answeredAt + STORE_MS)
  }
  return { kill: repeated.filter(wasKilled), other: repeated.filter((send) => !wasKilled(send)) }
}

const wholeAnswer = (id: number) => toAnswer(`${words(id)} #${id}`)
