import { beforeEach, describe, expect, it } from 'vitest'
import { ROUTE_KINDS, type RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import { until } from '../support/bot'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

const isSend = (route: RouteKind) =>
  ['batchSend', 'groupSend', 'webhook', 'cardCreateAndDeliver', 'cardDeliver'].includes(route)

describe.each(ROUTE_KINDS)('a call of %s', (route) => {
  // Its token or session is requested before the fault is set, so that the fault hits this call only.
  let before: number
  let call: () => Promise<{ status: number; body: unknown; headers: Headers }>
  beforeEach(async () => {
    const headers = await emulator.client.validHeaders(route)
    before = emulator.dingtalk.store.deliveries.length
    const query = route === 'webhook' ? emulator.client.sessionQuery() : undefined
    if (route !== 'file') call = () => emulator.client.call(route, { headers, query })
    else {
      const { downloadUrl } = (await emulator.client.call('download')).body
      call = async () => {
        const response = await fetch(downloadUrl)
        return { status: response.status, body: await response.text(), headers: response.headers }
      }
    }
  })
  const lastCall = () => emulator.dingtalk.store.calls.at(-1)

  it('slow: the response is delayed', async () => {
    emulator.dingtalk.faults.set('slow', { on: route, ms: 60_000, times: 1 })
    let isOver = false
    const called = call().finally(() => {
      isOver = true
    })
    await until(() => emulator.dingtalk.faults.active().length === 0)
    expect(isOver).toBe(false)
    emulator.clock.advance(60_000)
    expect((await called).status).toBe(200)
    expect(lastCall()).toMatchObject({ route, accepted: true, fault: 'slow' })
  })

  it.each([
    ['hang', false],
    ['hang-after', true],
  ] as const)('%s: there is no response; executed: %s', async (id, accepted) => {
    emulator.dingtalk.faults.set(id, { on: route, times: 1 })
    const called = call().catch(() => 'cut')
    await until(() => lastCall()?.fault === id)
    const first = await Promise.race([
      called,
      new Promise((resolve) => setTimeout(() => resolve('waiting'), 20)),
    ])
    expect(first).toBe('waiting')
    expect(lastCall()).toMatchObject({ route, accepted, fault: id })
    expect(lastCall()).not.toHaveProperty('status')
    expect(emulator.dingtalk.store.deliveries.length > before).toBe(accepted && isSend(route))
  })

  it.each([
    ['reset', false],
    ['reset-after', true],
  ] as const)('%s: the connection is reset; executed: %s', async (id, accepted) => {
    emulator.dingtalk.faults.set(id, { on: route, times: 1 })
    await expect(call()).rejects.toThrow()
    expect(lastCall()).toMatchObject({ route, accepted, fault: id })
    expect(emulator.dingtalk.store.deliveries.length > before).toBe(accepted && isSend(route))
  })

  it('status: the given status, code, message or body', async () => {
    emulator.dingtalk.faults.set('status', {
      on: route,
      status: 418,
      code: 'tea.pot',
      message: '茶壶',
      times: 1,
    })
    const { status, body } = await call()
    expect(status).toBe(418)
    expect(typeof body === 'string' ? JSON.parse(body) : body).toMatchObject({
      code: 'tea.pot',
      message: '茶壶',
    })
    emulator.dingtalk.faults.set('status', { on: route, status: 502, body: 'Bad Gateway', times: 1 })
    expect(await call()).toMatchObject({ status: 502, body: 'Bad Gateway' })
  })

  it('html: an HTML page', async () => {
    emulator.dingtalk.faults.set('html', { on: route, times: 1 })
    const { status, body, headers } = await call()
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/html')
    expect(body).toContain('<!DOCTYPE html>')
  })
})
