import type { SharedServer } from '../database'
import { startEnvironment, waitFor } from '../environment'
import { post } from '../post'
import type { Row } from '../table'

const PEOPLE = 25

/** Two quick messages of each person, on two replicas, all people at once. */
export async function tryOrder(server: SharedServer): Promise<Row> {
  const environment = await startEnvironment(server, 2)
  try {
    await Promise.all(
      Array.from({ length: PEOPLE }, async (_, n) => {
        const from = environment.addPerson()
        await post(environment, environment.buildQuestion(2 * n, from), n).acknowledged
        await post(environment, environment.buildQuestion(2 * n + 1, from), n + 1).acknowledged
      }),
    )
    await waitFor(() => environment.seen.length >= 2 * PEOPLE, 60_000)
    const position = (id: number) => environment.seen.findIndex((one) => one.id === id)
    const prompts = environment.openai.store.calls.map(({ body }) => JSON.stringify(body.messages))
    const pairs = Array.from({ length: PEOPLE }, (_, n) => n)
    const inOrder = pairs.filter((n) => position(2 * n) >= 0 && position(2 * n) < position(2 * n + 1)).length
    const withFirstAnswer = pairs.filter((n) =>
      prompts.some((prompt) => prompt.includes(`请回答 #${2 * n + 1}"`) && prompt.includes(`答 #${2 * n} `)),
    ).length
    return {
      what: { en: 'Two quick messages of one person on 2 replicas', zh: '2 个副本，同一个人连发两条消息' },
      kept: inOrder === PEOPLE && withFirstAnswer === PEOPLE && environment.seen.length === 2 * PEOPLE,
      figures: {
        en: `${inOrder} of ${PEOPLE} pairs in order, ${withFirstAnswer} second prompts with the first answer`,
        zh: `${PEOPLE} 对消息中 ${inOrder} 对顺序正确，${withFirstAnswer} 次提问第二条时带上了第一条的回答`,
      },
    }
  } finally {
    await environment.close()
  }
}
