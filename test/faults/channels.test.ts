import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FaultId } from '../../playground/dingtalk/faults/table'
import type { RouteKind } from '../../playground/dingtalk/kinds'
import type { MessageCommon } from '../../playground/dingtalk/messages'
import { type Bot, startBot } from '../support/bot'
import { advanceUntil, allDone } from '../support/time'

let bot: Bot

const GROUP = { in: '机器人测试群' }

/** Sends a message under a fault and lets it end. @returns who saw the answer by which channel, and the sends it took */
async function play(
  fault: [id: FaultId, on: RouteKind, times?: number] | undefined,
  where: MessageCommon = {},
): Promise<{ channels: string[]; sends: string[]; tokens: number; tookMs: number }> {
  const { store, faults } = bot.dingtalk
  const [deliveries, calls] = [store.deliveries.length, store.calls.length]
  if (fault) faults.set(fault[0], { on: fault[1], times: fault[2] })
  const startedAt = bot.clock.now()
  await bot.send({ kind: 'text', text: '你好 🛣️', ...where })
  await advanceUntil(bot, 'the end', () => allDone(bot))
  const sends = store.calls.slice(calls).map(({ route }) => route)
  return {
    channels: store.deliveries.slice(deliveries).map(({ via }) => via),
    sends: sends.filter((route) => route !== 'token'),
    tokens: sends.filter((route) => route === 'token').length,
    tookMs: bot.clock.now() - startedAt,
  }
}

const startWith = async (via: string) => {
  bot = await startBot({ env: { REPLY_VIA: via } })
  bot.openai.answer('答案')
  await play(undefined)
}

afterEach(() => bot.dingtalk.faults.clear())

describe('with the robot API as the first channel', () => {
  beforeAll(() => startWith('api'))
  afterAll(() => bot.close())

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
  ])('%s at %s is tried once, then the webhook, once', async (id, on, where) => {
    const { channels, sends, tookMs } = await play([id, on], where)
    expect({ channels, sends }).toEqual({ channels: ['webhook'], sends: [on, 'webhook'] })
    expect(tookMs).toBeLessThan(1_000)
  })

  it('a person without a staffId is answered by the webhook, the API not asked at all', async () => {
    expect(await play(undefined, { from: 'guest' })).toMatchObject({
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
  ])('%s at %s, twice, is ridden out on the same channel', async (id, on, where) => {
    const { channels, sends, tookMs } = await play([id, on, 2], where)
    expect({ channels, sends }).toEqual({ channels: ['api'], sends: [on, on, on] })
    // A second, then two: DingTalk asks for that.
    expect(tookMs).toBeGreaterThan(3_000)
  })

  it('a fault that does not pass leads to the webhook after five tries', async () => {
    const { channels, sends } = await play(['unavailable', 'batchSend'])
    expect({ channels, sends }).toEqual({
      channels: ['webhook'],
      sends: [...Array(5).fill('batchSend'), 'webhook'],
    })
  })

  it('a token that was revoked is replaced once, on the same channel', async () => {
    expect(await play(['token-revoked', 'batchSend', 1])).toMatchObject({
      channels: ['api'],
      sends: ['batchSend', 'batchSend'],
      tokens: 1,
    })
  })

  it('a token that nobody gives out leads to the webhook, at once when the app is refused', async () => {
    bot.dingtalk.faults.set('token-revoked', { on: 'batchSend', times: 1 })
    const { channels, sends } = await play(['bad-credentials', 'token'])
    expect({ channels, sends }).toEqual({ channels: ['webhook'], sends: ['batchSend', 'webhook'] })
  })
})

describe('with the webhook as the first channel', () => {
  beforeAll(() => startWith('webhook'))
  afterAll(() => bot.close())

  it('neither token nor API is asked', async () => {
    expect(await play(undefined)).toMatchObject({ channels: ['webhook'], sends: ['webhook'], tokens: 0 })
  })

  it.each<[FaultId, RouteKind, MessageCommon]>([
    ['robot-stopped', 'batchSend', {}],
    ['robot-stopped', 'groupSend', GROUP],
    ['group-gone', 'groupSend', GROUP],
    ['webhook-expired', 'batchSend', {}],
    ['webhook-expired', 'groupSend', GROUP],
  ])('%s at the webhook is tried once, then %s, once', async (id, other, where) => {
    const { channels, sends } = await play([id, 'webhook'], where)
    expect({ channels, sends }).toEqual({ channels: ['api'], sends: ['webhook', other] })
  })

  it('a message that brought no webhook, or one whose time is over, is answered by the API at once', async () => {
    for (const message of [
      { omit: ['sessionWebhook'] },
      { override: { sessionWebhookExpiredTime: bot.clock.now() - 1 } },
      { override: { sessionWebhookExpiredTime: String(bot.clock.now() - 1) } },
    ]) {
      expect(await play(undefined, message)).toMatchObject({ channels: ['api'], sends: ['batchSend'] })
    }
  })

  it.each<FaultId>(['too-fast', 'server-error', 'unavailable', 'reset', 'html'])(
    '%s, twice, is ridden out on the same channel',
    async (id) => {
      const { channels, sends } = await play([id, 'webhook', 2], GROUP)
      expect({ channels, sends }).toEqual({ channels: ['webhook'], sends: ['webhook', 'webhook', 'webhook'] })
    },
  )
})

it('a send that is never answered is given up after ten seconds and tried again on the same channel', async () => {
  const bots = await Promise.all(['api', 'webhook'].map((via) => startBot({ env: { REPLY_VIA: via } })))
  await Promise.all(
    bots.map(async (one, n) => {
      const route = n === 0 ? 'batchSend' : 'webhook'
      one.dingtalk.faults.set('hang', { on: route, times: 1 })
      await one.send({ kind: 'text', text: '有人吗' })
      for (const endsAt = Date.now() + 20_000; !(await allDone(one)) && Date.now() < endsAt; ) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const sends = one.dingtalk.store.calls
        .filter((call) => call.route !== 'token')
        .map((call) => call.route)
      expect(sends).toEqual([route, route])
      expect(one.dingtalk.store.deliveries).toHaveLength(1)
      bot = one
      await one.close()
    }),
  )
})

describe('when no channel is open', () => {
  afterEach(() => bot.close())

  it('the answer waits and is delivered later, the model not asked again, what refused for good not either', async () => {
    bot = await startBot({ replicas: 2 })
    bot.dingtalk.faults.set('permission-missing', { on: 'batchSend' })
    bot.dingtalk.faults.set('unavailable', { on: 'webhook' })
    await bot.send({ kind: 'text', text: '等一等' })
    await advanceUntil(bot, 'the first round', () => bot.lines.some(({ result }) => result === 'postponed'))
    bot.dingtalk.faults.clear('unavailable')
    await advanceUntil(bot, 'the end', () => allDone(bot))
    const refused = bot.dingtalk.store.calls.filter(({ route }) => route === 'batchSend')
    expect([bot.dingtalk.store.deliveries.length, bot.openai.store.counts.calls]).toEqual([1, 1])
    expect(refused).toHaveLength(1)
  })

  it('and none will ever be, the message is closed and the log says why', async () => {
    bot = await startBot()
    bot.dingtalk.faults.set('robot-stopped')
    const line = await bot.ask({ kind: 'text', text: '你好' })
    expect(line).toMatchObject({
      result: 'undelivered',
      refusals: [
        { channel: 'api', failure: 'robot-stopped' },
        { channel: 'webhook', failure: 'robot-stopped' },
      ],
    })
    await bot.until('the end', () => allDone(bot))
    expect(bot.dingtalk.store.calls.filter(({ route }) => route !== 'token')).toHaveLength(2)
  })
})
