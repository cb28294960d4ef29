import { afterEach, describe, expect, it } from 'vitest'
import type { RouteKind } from '../../playground/dingtalk/api/route-kinds'
import type { MessageCommon } from '../../playground/dingtalk/callback/messages'
import type { FaultId } from '../../playground/dingtalk/faults/faults'
import type { Bot } from '../support/bot'
import { advanceUntil } from '../support/time'
import { useBot, useSharedBot, withBot } from '../support/use-bot'

const GROUP = { in: '机器人测试群' }

/** Sends a message under a fault and waits for its end. @returns the channel of each delivery, and the sends it took */
async function play(
  bot: Bot,
  fault: [id: FaultId, on: RouteKind, times?: number] | undefined,
  where: MessageCommon = {},
): Promise<{ channels: string[]; sends: string[]; tokens: number; tookMs: number }> {
  const { store, faults } = bot.dingtalk
  const [deliveries, calls] = [store.deliveries.length, store.calls.length]
  if (fault) faults.set(fault[0], { on: fault[1], times: fault[2] })
  const startedAt = bot.clock.now()
  await bot.send({ kind: 'text', text: '你好 🛣️', ...where })
  await advanceUntil(bot, 'the end', bot.allDone)
  const sends = store.calls.slice(calls).map(({ route }) => route)
  return {
    channels: store.deliveries.slice(deliveries).map(({ via }) => via),
    sends: sends.filter((route) => route !== 'token'),
    tokens: sends.filter((route) => route === 'token').length,
    tookMs: bot.clock.now() - startedAt,
  }
}

/** A bot with a warm token that is shared by all tests around. */
function useBotWith(channel: 'api' | 'webhook'): Bot {
  const bot = useSharedBot({ env: { REPLY_VIA: channel } }, async (started) => {
    started.openai.answer('答案')
    await play(started, undefined)
  })
  afterEach(() => bot.dingtalk.faults.clear())
  return bot
}

describe('with the robot API as the first channel', () => {
  const bot = useBotWith('api')

  it.each<[FaultId, RouteKind, MessageCommon]>([
    ['permission-missing', 'batchSend', {}],
    ['permission-missing', 'groupSend', GROUP],
    ['ip-refused', 'batchSend', {}],
    ['ip-refused', 'groupSend', GROUP],
    ['quota-used-up', 'batchSend', {}],
    ['quota-used-up', 'groupSend', GROUP],
    ['robot-stopped', 'batchSend', {}],
    ['robot-stopped', 'groupSend', GROUP],
    ['group-gone', 'groupSend', GROUP],
    ['user-unknown', 'batchSend', {}],
    ['user-invalid', 'batchSend', {}],
    ['user-throttled', 'batchSend', {}],
  ])('%s at %s is tried once, then the webhook is tried once', async (id, on, where) => {
    const { channels, sends, tookMs } = await play(bot, [id, on], where)
    expect({ channels, sends }).toEqual({ channels: ['webhook'], sends: [on, 'webhook'] })
    expect(tookMs).toBeLessThan(1_000)
  })

  it('a person without a staffId is answered by the webhook, without an API call', async () => {
    expect(await play(bot, undefined, { from: 'guest' })).toMatchObject({
      channels: ['webhook'],
      sends: ['webhook'],
    })
  })

  it.each<[FaultId, RouteKind, MessageCommon]>([
    ['qps-limit', 'batchSend', {}],
    ['qps-limit', 'groupSend', GROUP],
    ['too-fast', 'batchSend', {}],
    ['too-fast', 'groupSend', GROUP],
    ['server-error', 'batchSend', {}],
    ['unavailable', 'groupSend', GROUP],
    ['reset', 'batchSend', {}],
    ['reset', 'groupSend', GROUP],
    ['html', 'batchSend', {}],
  ])('%s at %s, twice, is retried on the same channel', async (id, on, where) => {
    const { channels, sends, tookMs } = await play(bot, [id, on, 2], where)
    expect({ channels, sends }).toEqual({ channels: ['api'], sends: [on, on, on] })
    // The pauses are one second and two seconds, as DingTalk requires.
    expect(tookMs).toBeGreaterThan(3_000)
  })

  it('a fault that lasts leads to the webhook after five tries', async () => {
    const { channels, sends } = await play(bot, ['unavailable', 'batchSend'])
    expect({ channels, sends }).toEqual({
      channels: ['webhook'],
      sends: [...Array(5).fill('batchSend'), 'webhook'],
    })
  })

  it('a revoked token is replaced once, on the same channel', async () => {
    expect(await play(bot, ['token-revoked', 'batchSend', 1])).toMatchObject({
      channels: ['api'],
      sends: ['batchSend', 'batchSend'],
      tokens: 1,
    })
  })

  it('a token that DingTalk does not issue because it refuses the app leads to the webhook at once', async () => {
    bot.dingtalk.faults.set('token-revoked', { on: 'batchSend', times: 1 })
    const { channels, sends } = await play(bot, ['bad-credentials', 'token'])
    expect({ channels, sends }).toEqual({ channels: ['webhook'], sends: ['batchSend', 'webhook'] })
  })
})

describe('with the webhook as the first channel', () => {
  const bot = useBotWith('webhook')

  it('neither a token nor the API is requested', async () => {
    expect(await play(bot, undefined)).toMatchObject({ channels: ['webhook'], sends: ['webhook'], tokens: 0 })
  })

  it.each<[FaultId, RouteKind, MessageCommon]>([
    ['robot-stopped', 'batchSend', {}],
    ['robot-stopped', 'groupSend', GROUP],
    ['group-gone', 'groupSend', GROUP],
    ['webhook-expired', 'batchSend', {}],
    ['webhook-expired', 'groupSend', GROUP],
  ])('%s at the webhook is tried once, then %s is tried once', async (id, other, where) => {
    const { channels, sends } = await play(bot, [id, 'webhook'], where)
    expect({ channels, sends }).toEqual({ channels: ['api'], sends: ['webhook', other] })
  })

  it('a message without a webhook, or with an expired one, is answered by the API at once', async () => {
    for (const message of [
      { omit: ['sessionWebhook'] },
      { override: { sessionWebhookExpiredTime: bot.clock.now() - 1 } },
      { override: { sessionWebhookExpiredTime: String(bot.clock.now() - 1) } },
    ]) {
      expect(await play(bot, undefined, message)).toMatchObject({ channels: ['api'], sends: ['batchSend'] })
    }
  })

  it.each<FaultId>(['too-fast', 'server-error', 'unavailable', 'reset', 'html'])(
    '%s, twice, is retried on the same channel',
    async (id) => {
      const { channels, sends } = await play(bot, [id, 'webhook', 2], GROUP)
      expect({ channels, sends }).toEqual({ channels: ['webhook'], sends: ['webhook', 'webhook', 'webhook'] })
    },
  )
})

describe.concurrent('a send that is never answered', () => {
  it.each([
    ['api', 'batchSend'],
    ['webhook', 'webhook'],
  ] as const)(
    'by the %s is given up after ten seconds and tried again on the same channel',
    async (channel, route) =>
      withBot({ env: { REPLY_VIA: channel } }, async (bot) => {
        bot.dingtalk.faults.set('hang', { on: route, times: 1 })
        await bot.send({ kind: 'text', text: '有人吗' })
        await bot.until('the end', bot.allDone)
        const sends = bot.dingtalk.store.calls.map((call) => call.route).filter((one) => one !== 'token')
        expect(sends).toEqual([route, route])
        expect(bot.dingtalk.store.deliveries).toHaveLength(1)
      }),
  )
})

describe('when every channel fails', () => {
  const { bot, start } = useBot()

  it('the answer is delivered later, without another model call and without another try of a permanent refusal', async () => {
    await start({ replicas: 2 })
    bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
    bot.dingtalk.faults.set('unavailable', { on: 'webhook' })
    await bot.send({ kind: 'text', text: '等一等' })
    await advanceUntil(bot, 'the first round', () => bot.lines.some(({ result }) => result === 'postponed'))
    bot.dingtalk.faults.clear('unavailable')
    await advanceUntil(bot, 'the end', bot.allDone)
    const refused = bot.dingtalk.store.calls.filter(({ route }) => route === 'batchSend')
    expect([bot.dingtalk.store.deliveries.length, bot.openai.store.counts.calls]).toEqual([1, 1])
    expect(refused).toHaveLength(1)
  })

  it('permanently, the message is closed and the log says why', async () => {
    await start()
    bot.dingtalk.faults.set('robot-stopped')
    const line = await bot.ask({ kind: 'text', text: '你好' })
    expect(line).toMatchObject({
      result: 'undelivered',
      refusals: [
        { channel: 'api', failure: 'robot-stopped' },
        { channel: 'webhook', failure: 'robot-stopped' },
      ],
    })
    await bot.until('the end', bot.allDone)
    expect(bot.dingtalk.store.calls.filter(({ route }) => route !== 'token')).toHaveLength(2)
  })
})
