import type { SharedServer } from '../database'
import { sleep, startEnvironment, waitFor } from '../environment'
import { post } from '../post'
import type { Row } from '../table'

const MESSAGES = 120
const AWAY_MS = 6_000

/** Kills the database while messages are in progress and starts it again; messages arrive before, during and after. */
export async function tryDatabaseAway(server: SharedServer): Promise<Row | undefined> {
  const { power } = server
  if (!power) return undefined
  const environment = await startEnvironment(server, 2)
  try {
    const acknowledgements: number[] = []
    const posting = Promise.all(
      Array.from({ length: MESSAGES }, async (_, id) => {
        await sleep(id * 100)
        const startedAt = Date.now()
        await post(environment, environment.buildQuestion(id, environment.addPerson()), id).acknowledged
        acknowledgements.push(Date.now() - startedAt)
      }),
    )
    await sleep(3_000)
    await power.stop()
    await sleep(AWAY_MS)
    await power.start()
    await posting
    await waitFor(() => new Set(environment.seen.map(({ id }) => id)).size >= MESSAGES, 60_000)
    await waitFor(async () => (await environment.database.countOpen().catch(() => 1)) === 0, 30_000)
    const answered = new Set(environment.seen.map(({ id }) => id)).size
    const doubles = environment.seen.length - answered
    const open = await environment.database.countOpen()
    const slowestMs = Math.max(...acknowledgements)
    return {
      what: {
        en: `Database killed while messages are in progress and back after ${AWAY_MS / 1_000} s, 2 replicas`,
        zh: `2 个副本，处理消息时数据库被杀，${AWAY_MS / 1_000} 秒后恢复`,
      },
      kept: answered === MESSAGES && doubles === 0 && open === 0 && slowestMs < 2_500,
      figures: {
        en: `${answered} of ${MESSAGES} answered, ${doubles} twice, ${open} left open; slowest acknowledgement ${(slowestMs / 1_000).toFixed(1)} s`,
        zh: `${MESSAGES} 条中回答了 ${answered} 条，重复 ${doubles} 条，没处理完 ${open} 条；确认最慢用了 ${(slowestMs / 1_000).toFixed(1)} 秒`,
      },
    }
  } finally {
    await environment.close()
  }
}
