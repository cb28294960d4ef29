import type { SharedServer } from '../database'
import { sleep, startEnvironment, waitFor } from '../environment'
import { post } from '../post'
import type { Row } from '../table'

const MESSAGES = 150

/** Sends SIGTERM to one replica after the other while messages arrive, as a redeployment does. */
export async function tryEndedGracefully(server: SharedServer): Promise<Row> {
  const environment = await startEnvironment(server, 2)
  try {
    const { replicas, restart } = environment.processes
    const posting = Promise.all(
      Array.from({ length: MESSAGES }, async (_, id) => {
        await sleep(id * 60)
        return post(environment, environment.buildQuestion(id, environment.addPerson()), id).acknowledged
      }),
    )
    for (const place of [0, 1, 0, 1]) {
      await sleep(1_000)
      await replicas[place]?.end()
      await restart(place)
    }
    await posting
    await waitFor(() => new Set(environment.seen.map(({ id }) => id)).size >= MESSAGES, 40_000)
    await waitFor(async () => (await environment.database.countOpen()) === 0, 15_000)
    const answered = new Set(environment.seen.map(({ id }) => id)).size
    const doubles = environment.seen.length - answered
    return {
      what: {
        en: 'SIGTERM to one of 2 replicas after the other, messages coming in',
        zh: '不断有消息进来时，先后用 SIGTERM 停掉 2 个副本',
      },
      kept: answered === MESSAGES && doubles === 0,
      figures: {
        en: `${answered} of ${MESSAGES} answered, ${doubles} twice`,
        zh: `${MESSAGES} 条中回答了 ${answered} 条，重复 ${doubles} 条`,
      },
    }
  } finally {
    await environment.close()
  }
}
