import { describe, expect, it } from 'vitest'
import { startGateway } from '../../../../playground/dingtalk-gateway/emulator'
import { useBot, useEmulator } from '../support/emulator'

const emulator = useEmulator()
const bot = useBot()

const HOUR_MS = 3_600_000
const push = () => emulator.dingtalk.send(bot.url, { kind: 'text', text: '你好' })
const used = () => {
  const { apiCalls, pushes, webhookSends } = emulator.dingtalk.usage()
  return [apiCalls, pushes, webhookSends]
}

describe('the usage of a month', () => {
  it('counts a push, an API call and a message to the webhook apart', async () => {
    await push()
    await emulator.client.call('batchSend')
    await emulator.client.call('webhook')
    expect(used()).toEqual([1, 1, 1])
  })

  it('counts both sends and a download, and neither tokens nor the file itself', async () => {
    for (const route of ['batchSend', 'groupSend', 'file', 'gettoken'] as const) {
      await emulator.client.call(route)
    }
    expect(emulator.dingtalk.store.counts.calls).toMatchObject({ download: 1, file: 1, gettoken: 1 })
    expect(emulator.dingtalk.store.counts.calls.token).toBeGreaterThan(0)
    expect(used()).toEqual([3, 0, 0])
  })

  it('counts a send that the robot service refuses', async () => {
    await emulator.client.call('batchSend', { body: { userIds: ['unknown'] } })
    expect(used()).toEqual([1, 0, 0])
  })

  it.each(['qps-limit', 'quota-used-up', 'reset', 'token-revoked'] as const)(
    'does not count a call that fails by %s',
    async (id) => {
      const headers = await emulator.client.validHeaders('batchSend')
      emulator.dingtalk.faults.set(id, { on: 'batchSend', times: 1 })
      await emulator.client.call('batchSend', { headers }).catch(() => undefined)
      expect(used()).toEqual([0, 0, 0])
    },
  )

  it('counts no call above a limit', async () => {
    emulator.dingtalk.settings.limits = { perMonth: 1 }
    await emulator.client.call('batchSend')
    expect(await emulator.client.call('batchSend')).toMatchObject({ status: 403 })
    expect(used()).toEqual([1, 0, 0])
  })

  it('counts each redelivery, and the frames of Stream mode', async () => {
    await emulator.dingtalk.send(bot.url, { kind: 'text', text: '你好' }, { redeliver: 2 })
    expect(used()).toEqual([0, 3, 0])
    const gateway = await startGateway({ dingtalk: emulator.dingtalk, clock: emulator.clock })
    // Without a connection, no frame is sent.
    gateway.deliver({ kind: 'text', text: '你好' })
    expect(used()).toEqual([0, 3, 0])
    await gateway.close()
  })

  it("begins anew with a month of China's time", async () => {
    emulator.clock.advance(toEndOfMonthMs(emulator.clock.now()) - HOUR_MS)
    await push()
    const { month } = emulator.dingtalk.usage()
    emulator.clock.advance(2 * HOUR_MS)
    expect(used()).toEqual([0, 0, 0])
    expect(emulator.dingtalk.usage().month > month).toBe(true)
  })
})

describe('pushes that are used up', () => {
  const text = () => JSON.parse(bot.received.at(-1)?.text ?? '{}')

  it('by the limit: DingTalk pushes a notice without the text, until the next month', async () => {
    emulator.dingtalk.settings.limits = { pushesPerMonth: 1 }
    await push()
    expect(text()).toMatchObject({ text: { content: '你好' } })
    await push()
    expect(text()).toMatchObject({ errorCode: 20001, msgtype: 'text' })
    expect(text()).not.toHaveProperty('text')
    emulator.clock.advance(toEndOfMonthMs(emulator.clock.now()))
    await push()
    expect(text()).toMatchObject({ text: { content: '你好' } })
  })

  it('pushes-used-up: the notice comes while the fault is set', async () => {
    emulator.dingtalk.faults.set('pushes-used-up', { times: 1 })
    await push()
    expect(text()).toMatchObject({ errorCode: 20001, errorMessage: expect.any(String) })
    await push()
    expect(text()).not.toHaveProperty('errorCode')
  })
})

/** The time until the next month begins in China. */
function toEndOfMonthMs(now: number): number {
  const date = new Date(now + 8 * HOUR_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) - date.getTime()
}
