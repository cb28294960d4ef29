import type { SharedServer } from '../database'
import { type Environment, sleep, startEnvironment, toAnswer, waitFor } from '../environment'
import { post } from '../post'
import type { Row } from '../table'

const PEOPLE = 20
/** Each person writes two messages, one right after the other. */
const MESSAGES = 2 * PEOPLE
/** Longer than the interval of the search for abandoned messages. */
const MODEL_MS = 4_000
/** One replica is right at first, and its clock jumps after it has begun. */
const CLOCKS: Record<string, string>[] = [
  { CLOCK_AHEAD_MS: '-60000' },
  { CLOCK_AHEAD_MS: '8000' },
  { CLOCK_AHEAD_MS: '60000' },
  { CLOCK_JUMP_MS: '60000', CLOCK_JUMP_AFTER_MS: '8000' },
]
const TAKEN_OVER_MS = 15_000

/** Four replicas whose clocks differ by up to two minutes; then the slow one is killed. */
export async function tryClocks(server: SharedServer): Promise<Row[]> {
  const environment = await startEnvironment(server, CLOCKS.length, {}, (place) => CLOCKS[place] ?? {})
  try {
    environment.openai.answer(async ({ messages }) => {
      await sleep(MODEL_MS)
      return toAnswer(String(messages.at(-1)?.content))
    })
    // The jump falls into the middle of this.
    await Promise.all(Array.from({ length: PEOPLE }, (_, n) => writeTwice(environment, n)))
    await waitFor(() => environment.seen.length >= MESSAGES, 60_000)
    await sleep(3_000)
    return [report(environment), await killSlow(environment)]
  } finally {
    await environment.close()
  }
}

async function writeTwice(environment: Environment, n: number): Promise<void> {
  await sleep(n * 500)
  const from = environment.addPerson()
  for (const id of [2 * n, 2 * n + 1])
    await post(environment, environment.buildQuestion(id, from), id + n).acknowledged
}

function report({ seen, openai }: Environment): Row {
  const asked = openai.store.counts.calls
  const answered = new Set(seen.map(({ id }) => id)).size
  const place = (id: number) => seen.findIndex((one) => one.id === id)
  const inOrder = Array.from({ length: PEOPLE }, (_, n) => place(2 * n) < place(2 * n + 1)).filter(Boolean)
  return {
    what: {
      en: '4 replicas with clocks 60 s slow, 8 s and 60 s fast, and one that jumps 60 s; two quick messages a person',
      zh: '4 个副本，时钟分别慢 60 秒、快 8 秒、快 60 秒，还有一个中途跳 60 秒；每人连发两条消息',
    },
    kept:
      answered === MESSAGES && seen.length === MESSAGES && asked === MESSAGES && inOrder.length === PEOPLE,
    figures: {
      en: `${answered} of ${MESSAGES} answered, ${seen.length - answered} twice; ${asked} model calls; ${inOrder.length} of ${PEOPLE} pairs in order`,
      zh: `${MESSAGES} 条中回答了 ${answered} 条，重复 ${seen.length - answered} 条；调用模型 ${asked} 次；${PEOPLE} 对消息中 ${inOrder.length} 对顺序正确`,
    },
  }
}

/** Kills the slow replica during model calls. */
async function killSlow(environment: Environment): Promise<Row> {
  const { openai, processes, seen } = environment
  const [before, callsBefore] = [seen.length, openai.store.counts.calls]
  for (let id = MESSAGES; id < MESSAGES + PEOPLE; id += 1)
    await post(environment, environment.buildQuestion(id, environment.addPerson()), 0).acknowledged
  await waitFor(() => openai.store.counts.calls === callsBefore + PEOPLE, 10_000)
  processes.replicas[0]?.kill()
  const killedAt = Date.now()
  await waitFor(() => seen.length >= before + PEOPLE, 30_000)
  await sleep(3_000)
  const after = seen.slice(before)
  const slowestMs = Math.max(...after.map(({ at }) => at)) - killedAt - MODEL_MS
  return {
    what: {
      en: 'The slow one of them killed while the model thinks: answered by the others',
      zh: '时钟慢的那个副本在等模型时被杀：由其他副本回答',
    },
    kept: after.length === PEOPLE && slowestMs < TAKEN_OVER_MS,
    figures: {
      en: `${after.length} of ${PEOPLE} answered once, the last asked again ${(slowestMs / 1_000).toFixed(1)} s after the kill`,
      zh: `${PEOPLE} 条中 ${after.length} 条只回答了一次，最后一条在被杀 ${(slowestMs / 1_000).toFixed(1)} 秒后重新询问模型`,
    },
  }
}
