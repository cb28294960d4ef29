import { expect, it } from 'vitest'
import { now } from '../../../functions/clock'
import { TEXTS } from '../../../functions/texts/languages'
import { createMessageCard } from '../../../functions/worker/message-card'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

it('the frames of a message that was given away stop at once', async () => {
  let calls = 0
  const pacer = {
    async run(_place: object, call: () => Promise<unknown>) {
      calls += 1
      await wait(1)
      return call()
    },
  }
  const message = {
    job: {
      receivedAt: now(),
      sent: 0,
      card: { id: 'card' },
      message: { content: { kind: 'pieces', pieces: [] } },
    },
    tools: { texts: TEXTS.en, cards: {}, delivery: { pacer } },
    isReleased: true,
    ms: {},
  }
  const card = createMessageCard({} as never, message as never)
  card.show('The answer so far')
  await wait(50)
  await card.stop()
  expect(calls).toBe(1)
})
