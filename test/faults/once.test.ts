import { describe, expect, it } from 'vitest'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()

/** Posts the same message six times at once, spread over all replicas. @returns the statuses */
async function postSixTimes(): Promise<number[]> {
  const body = bot.dingtalk.build({ kind: 'text', text: '同一句话 🔁' })
  const posts = [0, 1, 2, 3, 4, 5].map((n) =>
    bot.send({ kind: 'raw', body }, { replica: n % bot.lafs.length }),
  )
  return (await Promise.all(posts)).map(({ status }) => status ?? 0)
}

describe.each([1, 2, 3])('on %i replicas', (replicas) => {
  it('a message that arrives six times at once is answered once', async () => {
    await start({ replicas })
    expect(await postSixTimes()).toEqual([200, 200, 200, 200, 200, 200])
    await bot.until('the answer', () => bot.dingtalk.store.deliveries.length > 0)
    await advanceUntil(bot, 'the end', bot.allDone)
    await advance(bot, 30_000)
    expect(bot.openai.store.counts.calls).toBe(1)
    expect(bot.dingtalk.store.deliveries).toHaveLength(1)
  })

  it('a message that arrives again after its answer is not answered again', async () => {
    await start({ replicas })
    const body = bot.dingtalk.build({ kind: 'text', text: '过一会儿再来 ⏰' })
    await bot.ask({ kind: 'raw', body })
    await advanceUntil(bot, 'the end', bot.allDone)
    for (let replica = 0; replica < replicas; replica += 1) {
      const again = await bot.send({ kind: 'raw', body }, { replica, redeliver: 1 })
      expect([again.status, again.redeliveries[0]?.status]).toEqual([200, 200])
    }
    await advance(bot, 15_000)
    expect(bot.openai.store.counts.calls).toBe(1)
    expect(bot.dingtalk.store.deliveries).toHaveLength(1)
  })
})
