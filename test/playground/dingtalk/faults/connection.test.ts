import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../../../playground/clock'
import { ROUTE_KINDS, type RouteKind } from '../../../../playground/dingtalk/api/kinds'
import { type DingTalk, startDingTalk } from '../../../../playground/dingtalk/emulator'
import { createClient, until } from '../support'

const clock = createTestClock()
let dingtalk: DingTalk
let client: ReturnType<typeof createClient>

beforeAll(async () => {
  dingtalk = await startDingTalk({ clock })
  client = createClient(dingtalk)
})
afterAll(async () => {
  await dingtalk.close()
  clock.dispose()
})
beforeEach(() => dingtalk.reset())

const isSend = (route: RouteKind) => ['batchSend', 'groupSend', 'webhook'].includes(route)

describe.each(ROUTE_KINDS)('a connection to %s', (route) => {
  // What stands ready before the fault is on, so that only the call in question meets it.
  let call: () => Promise<{ status: number; body: unknown; headers: Headers }>
  beforeEach(async () => {
    const headers = await client.readyHeaders(route)
    const query = route === 'webhook' ? client.session() : undefined
    if (route !== 'file') call = () => client.call(route, { headers, query })
    else {
      const { downloadUrl } = (await client.call('download')).body
      call = async () => {
        const response = await fetch(downloadUrl)
        return { status: response.status, body: await response.text(), headers: response.headers }
      }
    }
  })
  const lastCall = () => dingtalk.store.calls.at(-1)

  it('slow: the answer comes late', async () => {
    dingtalk.faults.set('slow', { on: route, ms: 60_000, times: 1 })
    let isOver = false
    const called = call().finally(() => {
      isOver = true
    })
    await until(() => dingtalk.faults.active().length === 0)
    expect(isOver).toBe(false)
    clock.advance(60_000)
    expect((await called).status).toBe(200)
    expect(lastCall()).toMatchObject({ route, accepted: true, fault: 'slow' })
  })

  it.each([
    ['hang', false],
    ['hang-after', true],
  ] as const)('%s: no answer, done: %s', async (id, accepted) => {
    dingtalk.faults.set(id, { on: route, times: 1 })
    const called = call().catch(() => 'cut')
    await until(() => lastCall()?.fault === id)
    const first = await Promise.race([
      called,
      new Promise((resolve) => setTimeout(() => resolve('waiting'), 20)),
    ])
    expect(first).toBe('waiting')
    expect(lastCall()).toMatchObject({ route, accepted, fault: id })
    expect(lastCall()).not.toHaveProperty('status')
    expect(dingtalk.store.deliveries.length > 0).toBe(accepted && isSend(route))
  })

  it.each([
    ['reset', false],
    ['reset-after', true],
  ] as const)('%s: the connection breaks, done: %s', async (id, accepted) => {
    dingtalk.faults.set(id, { on: route, times: 1 })
    await expect(call()).rejects.toThrow()
    expect(lastCall()).toMatchObject({ route, accepted, fault: id })
    expect(dingtalk.store.deliveries.length > 0).toBe(accepted && isSend(route))
  })

  it('status: whatever is wished for', async () => {
    dingtalk.faults.set('status', { on: route, status: 418, code: 'tea.pot', message: '茶壶', times: 1 })
    const { status, body } = await call()
    expect(status).toBe(418)
    expect(typeof body === 'string' ? JSON.parse(body) : body).toMatchObject({
      code: 'tea.pot',
      message: '茶壶',
    })
    dingtalk.faults.set('status', { on: route, status: 502, body: 'Bad Gateway', times: 1 })
    expect(await call()).toMatchObject({ status: 502, body: 'Bad Gateway' })
  })

  it('html: a page where JSON should be', async () => {
    dingtalk.faults.set('html', { on: route, times: 1 })
    const { status, body, headers } = await call()
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/html')
    expect(body).toContain('<!DOCTYPE html>')
  })
})
