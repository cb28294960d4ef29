import { describe, expect, it } from 'vitest'
import { advance, advanceUntil } from '../support/time'
import { useBot } from '../support/use-bot'

const { bot, start } = useBot()
const MESSAGES = 40
/** Two rounds, and the request without tools or without their results. */
const MAX_REQUESTS = 4

describe('forty questions at once that need a search, on two replicas', () => {
  it('are answered once each while the search service and the model fail', {
    timeout: 120_000,
  }, async () => {
    await start({ search: {}, replicas: 2, openai: { seed: 7 } })
    for (const fault of ['hang', 'server-error', 'garbage', 'hostile', 'long', 'reset'] as const)
      bot.search.faults.set(fault, { probability: 0.15 })
    for (const fault of ['broken-arguments', 'unknown-tool', 'never-stops', 'no-tool-results'] as const)
      bot.openai.faults.set(fault, { probability: 0.2 })
    bot.dingtalk.faults.set('qps-limit', { times: 5 })

    const sent = Array.from({ length: MESSAGES }, (_, n) =>
      bot.send(
        {
          kind: 'text',
          text: '今天有什么新闻',
          from: n % 2 === 0 ? 'xiaoce' : 'xiaoli',
          msgId: `storm-${n}`,
        },
        { replica: n % 2 },
      ),
    )
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(sent.map(() => 200))
    await advanceUntil(bot, 'the end', async () => bot.lines.length >= MESSAGES && (await bot.allDone()))
    await advance(bot, 30_000)

    expect(bot.dingtalk.store.deliveries).toHaveLength(MESSAGES)
    expect(bot.lines.map(({ result }) => result)).toEqual(sent.map(() => 'answered'))
    expect(bot.openai.store.counts.calls).toBeLessThanOrEqual(MESSAGES * MAX_REQUESTS)
    for (const { ms } of bot.lines) expect((ms as Record<string, number>).search ?? 0).toBeLessThan(5_500)
    const failed = bot.lines.filter(({ searchFailure }) => searchFailure).length
    expect(failed).toBeGreaterThan(5)
  })
})
