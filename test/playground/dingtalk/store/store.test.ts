import { afterEach, expect, it } from 'vitest'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import type { DingTalkEvent } from '../../../../playground/dingtalk/store/records'
import { startBot, until } from '../support/bot'
import { createClient } from '../support/client'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(options: Parameters<typeof startDingTalk>[0] = {}): Promise<DingTalk> {
  const dingtalk = await startDingTalk(options)
  closers.push(dingtalk.close)
  return dingtalk
}

async function startAnsweringBot() {
  const bot = await startBot(() => '{"msgtype":"text","text":{"content":"好"}}')
  closers.push(bot.close)
  return bot
}

it('emits every callback, delivery, answer and call', async () => {
  const dingtalk = await start()
  const bot = await startAnsweringBot()
  const events: DingTalkEvent[] = []
  const unsubscribe = dingtalk.on((event) => events.push(event))
  await dingtalk.send(bot.url, { kind: 'text', text: '你好' })
  await createClient(dingtalk).token()
  expect(events.map(({ type }) => type)).toEqual(['callback', 'delivery', 'answer', 'call'])
  unsubscribe()
  await createClient(dingtalk).token()
  expect(events).toHaveLength(4)
})

it('contains no app secret, token or sign', async () => {
  const dingtalk = await start({ appSecret: 'very-secret-secret' })
  const bot = await startAnsweringBot()
  const client = createClient(dingtalk)
  const token = await client.token()
  await client.call('gettoken')
  await client.call('batchSend')
  await client.call('token', { text: 'appSecret=very-secret-secret' })
  await dingtalk.send(bot.url, { kind: 'text', text: '你好' })
  const everything = JSON.stringify(dingtalk.store)
  expect(everything).toContain('appSecret')
  expect(everything).not.toContain('very-secret-secret')
  expect(everything).not.toContain(token)
  expect(everything).not.toContain(bot.received[0]?.headers.sign)
})

it('records a send with its parsed parameters, its response and its duration', async () => {
  const dingtalk = await start()
  await createClient(dingtalk).call('batchSend')
  expect(dingtalk.store.calls.at(-1)).toMatchObject({
    route: 'batchSend',
    method: 'POST',
    path: '/v1.0/robot/oToMessages/batchSend',
    token: expect.stringMatching(/^[0-9a-f]{4}…$/),
    requestBody: { msgKey: 'sampleText', userIds: ['016512345626118709'] },
    msgParam: { content: '你好 🌟' },
    status: 200,
    responseBody: { invalidStaffIdList: [] },
    durationMs: expect.any(Number),
    accepted: true,
  })
})

it('with `keep`, holds between `keep` and twice as many records, and counts all', async () => {
  const dingtalk = await start({ keep: 10 })
  const bot = await startAnsweringBot()
  for (let n = 0; n < 100; n++) await dingtalk.send(bot.url, { kind: 'text', text: `第${n}条` })
  const { callbacks, deliveries, counts } = dingtalk.store
  expect(counts).toMatchObject({ callbacks: 100, deliveries: 100 })
  for (const list of [callbacks, deliveries]) {
    expect(list.length).toBeGreaterThanOrEqual(10)
    expect(list.length).toBeLessThanOrEqual(20)
  }
  expect(callbacks.at(-1)?.body).toMatchObject({ text: { content: '第99条' } })
})

it('has the state after the start when it is reset', async () => {
  const dingtalk = await start({ settings: { callbackTimeoutMs: 1_000 } })
  const client = createClient(dingtalk)
  const query = client.sessionQuery()
  const token = await client.token()
  dingtalk.directory.addPerson({ nick: '新人' })
  dingtalk.faults.set('reset', { on: 'download' })
  dingtalk.settings.callbackTimeoutMs = 5
  dingtalk.reset()
  expect(dingtalk.store).toMatchObject({ calls: [], callbacks: [], deliveries: [] })
  expect(dingtalk.store.counts).toMatchObject({ tokens: 0, calls: { token: 0 }, accepted: { token: 0 } })
  expect(dingtalk.settings.callbackTimeoutMs).toBe(1_000)
  expect(dingtalk.faults.active()).toEqual([])
  expect(() => dingtalk.directory.person('新人')).toThrow()
  expect((await client.call('webhook', { query })).body.errcode).toBe(300001)
  const headers = { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token }
  expect((await client.call('batchSend', { headers })).body.code).toBe('InvalidAuthentication')
})

it('delivers to people and groups that were added', async () => {
  const dingtalk = await start()
  const bot = await startAnsweringBot()
  const person = dingtalk.directory.addPerson({ nick: '新人' })
  const group = dingtalk.directory.addGroup({ title: '新群', members: [person, '小李'] })
  await dingtalk.send(bot.url, { kind: 'text', text: '大家好', from: person, in: group })
  const client = createClient(dingtalk)
  expect((await client.call('batchSend', { body: { userIds: [person.staffId] } })).status).toBe(200)
  expect((await client.call('groupSend', { body: { openConversationId: group.id } })).status).toBe(200)
  expect(dingtalk.store.deliveries.map(({ via, recipients }) => [via, recipients])).toEqual([
    ['body', [person.id, 'xiaoli']],
    ['api', [person.id]],
    ['api', [person.id, 'xiaoli']],
  ])
})

it('closes while calls hang and redeliveries wait', async () => {
  const dingtalk = await startDingTalk()
  const bot = await startAnsweringBot()
  dingtalk.faults.set('hang', { on: 'token', times: 1 })
  dingtalk.faults.set('slow', { on: 'gettoken', ms: 60_000, times: 1 })
  const client = createClient(dingtalk)
  const hanging = [client.call('token'), client.call('gettoken')].map((call) => call.catch(() => 'cut'))
  const waiting = dingtalk.send(
    bot.url,
    { kind: 'text', text: '你好' },
    { redeliver: { times: 1, delayMs: 60_000 } },
  )
  await until(() => dingtalk.faults.active().length === 0 && dingtalk.store.callbacks[0]?.status === 200)
  await dingtalk.close()
  expect(await Promise.all(hanging)).toEqual(['cut', 'cut'])
  expect((await waiting).redeliveries).toEqual([])
})
