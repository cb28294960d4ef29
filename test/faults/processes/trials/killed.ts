import { joinParts } from '../../../support/model'
import type { SharedServer } from '../database'
import { sleep, startEnvironment, toAnswer, waitFor } from '../environment'
import { post } from '../post'
import type { Row } from '../table'

const MESSAGES = 20
/** The lease, the interval of the search for abandoned messages, and the start of a process; ms. */
const TAKEN_OVER_MS = 15_000

/** SIGKILL during the model call: with two replicas the other one takes over, with one the restarted process. */
export async function tryKilledThinking(server: SharedServer, replicas: 1 | 2): Promise<Row> {
  const environment = await startEnvironment(server, replicas)
  try {
    const { answer } = environment.openai
    answer(() => new Promise<string>(() => {}))
    for (let id = 0; id < MESSAGES; id += 1)
      await post(environment, environment.buildQuestion(id, environment.addPerson()), 0).acknowledged
    await waitFor(() => environment.openai.store.counts.open === MESSAGES, 20_000)
    answer(({ messages }) => toAnswer(String(messages.at(-1)?.content)))
    environment.processes.replicas[0]?.kill()
    const killedAt = Date.now()
    if (replicas === 1) await environment.processes.restart(0)
    await waitFor(() => new Set(environment.seen.map(({ id }) => id)).size >= MESSAGES, 30_000)
    await sleep(3_000)
    const slowestMs = Math.max(...environment.seen.map(({ at }) => at)) - killedAt
    const outcome = {
      1: { en: 'answered after the restart', zh: '重启后回答' },
      2: { en: 'answered by another replica', zh: '由另一个副本回答' },
    }[replicas]
    return {
      what: { en: `Killed while the model thinks: ${outcome.en}`, zh: `等模型时进程被杀：${outcome.zh}` },
      kept: environment.seen.length === MESSAGES && slowestMs < TAKEN_OVER_MS,
      figures: {
        en: `${environment.seen.length} of ${MESSAGES} answered once, the last ${seconds(slowestMs)} s after the kill`,
        zh: `${MESSAGES} 条中 ${environment.seen.length} 条只回答了一次，最后一条在被杀 ${seconds(slowestMs)} 秒后`,
      },
    }
  } finally {
    await environment.close()
  }
}

/** SIGKILL while the second part of a long answer is being sent. */
export async function tryKilledSending(server: SharedServer): Promise<Row> {
  const environment = await startEnvironment(server, 1)
  try {
    let arrived = 0
    environment.proxy.onSend(() => {
      arrived += 1
      return arrived === 2 ? new Promise<void>(() => {}) : undefined
    })
    await post(environment, environment.buildQuestion(1, environment.addPerson(), '说来话长'), 0).acknowledged
    await waitFor(() => arrived === 2, 20_000)
    environment.processes.replicas[0]?.kill()
    const killedAt = Date.now()
    await environment.processes.restart(0)
    await waitFor(async () => arrived > 2 && (await environment.database.countOpen()) === 0, 30_000)
    const tookMs = Date.now() - killedAt
    const text = joinParts(environment.seen.map((part) => part.text))
    const asked = environment.openai.store.counts.calls
    return {
      what: {
        en: 'Killed while sending: the rest is delivered after the restart, the model not asked again',
        zh: '发送到一半时进程被杀：重启后发完剩下的，不再询问模型',
      },
      kept: text === joinParts([toAnswer('说来话长 #1')]) && asked === 1,
      figures: {
        en: `${environment.seen.length} parts, each once, the last ${seconds(tookMs)} s after the kill; ${asked} model call`,
        zh: `共 ${environment.seen.length} 段，每段只发一次，最后一段在被杀 ${seconds(tookMs)} 秒后；调用模型 ${asked} 次`,
      },
    }
  } finally {
    await environment.close()
  }
}

const seconds = (ms: number) => (ms / 1_000).toFixed(1)
