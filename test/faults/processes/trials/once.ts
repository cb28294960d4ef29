import type { SharedServer } from '../database'
import { sleep, startEnvironment, waitFor } from '../environment'
import type { Row } from '../table'

const MESSAGES = 20
const AT_ONCE = 6

/** Posts every message six times at once, over all replicas, and once more after its answer. */
export async function tryOnce(server: SharedServer, replicas: number): Promise<Row> {
  const environment = await startEnvironment(server, replicas)
  try {
    const bodies = Array.from({ length: MESSAGES }, (_, id) =>
      environment.buildQuestion(id, environment.addPerson()),
    )
    const send = (body: unknown, place: number) =>
      environment.dingtalk.send(environment.processes.replicas[place % replicas]?.callbackUrl as string, {
        kind: 'raw',
        body,
      })
    for (const body of bodies) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => send(body, n)))
    }
    await waitFor(() => environment.seen.length >= MESSAGES, 30_000)
    await waitFor(async () => (await environment.database.countOpen()) === 0, 10_000)
    for (const [n, body] of bodies.entries()) await send(body, n)
    await sleep(3_000)
    const asked = environment.openai.store.counts.calls
    const answered = environment.seen.length
    return {
      what: {
        en: `The same message ${AT_ONCE} times at once on ${replicas} replicas, and again after its answer`,
        zh: `同一条消息同时推送 ${AT_ONCE} 次给 ${replicas} 个副本，回答之后再推送一次`,
      },
      kept: asked === MESSAGES && answered === MESSAGES,
      figures: {
        en: `${MESSAGES} messages in ${MESSAGES * (AT_ONCE + 1)} posts: ${asked} model calls, ${answered} answers`,
        zh: `${MESSAGES} 条消息推送了 ${MESSAGES * (AT_ONCE + 1)} 次：调用模型 ${asked} 次，回答 ${answered} 条`,
      },
    }
  } finally {
    await environment.close()
  }
}
