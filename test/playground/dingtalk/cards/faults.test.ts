import { expect, it } from 'vitest'
import type { FaultId } from '../../../../playground/dingtalk/faults/faults'
import { until } from '../support/bot'
import { useEmulator } from '../support/emulator'

const emulator = useEmulator()

const card = () => emulator.dingtalk.store.cards.at(-1)
const deliveries = () => emulator.dingtalk.store.deliveries

/** Sets a fault and sends frames to a card. @returns the statuses */
async function stream(fault: FaultId, ...frames: object[]) {
  const headers = await emulator.client.validHeaders('cardStream')
  emulator.dingtalk.faults.set(fault)
  const statuses: number[] = []
  for (const body of frames)
    statuses.push((await emulator.client.call('cardStream', { headers, body })).status)
  return statuses
}

it('card-not-delivered: 200, and the result of the delivery says success: false', async () => {
  emulator.dingtalk.faults.set('card-not-delivered', { times: 1 })
  const { status, body } = await emulator.client.call('cardCreateAndDeliver')
  expect(status).toBe(200)
  expect(body.result.deliverResults).toMatchObject([{ success: false, carrierId: '' }])
  expect(deliveries()).toEqual([])
  expect(emulator.dingtalk.store.counts.openCards).toBe(0)
})

it('card-exists: the second card with the same outTrackId is refused', async () => {
  emulator.dingtalk.faults.set('card-exists')
  expect((await emulator.client.call('cardCreateAndDeliver')).status).toBe(200)
  const again = await emulator.client.call('cardCreateAndDeliver')
  expect(again).toMatchObject({ status: 400, body: { code: 'param.cardAlreadyExist' } })
})

it('card-slow: the call is executed after its delay', async () => {
  const headers = await emulator.client.validHeaders('cardCreateAndDeliver')
  emulator.dingtalk.faults.set('card-slow', { times: 1 })
  const called = emulator.client.call('cardCreateAndDeliver', { headers })
  await until(() => emulator.dingtalk.faults.active().length === 0)
  expect(deliveries()).toEqual([])
  emulator.clock.advance(3_000)
  expect((await called).status).toBe(200)
  expect(deliveries()).toHaveLength(1)
})

it('frames-throttled: every frame but the final one is refused', async () => {
  expect(await stream('frames-throttled', {}, {}, { content: '完', isFinalize: true })).toEqual([
    403, 403, 200,
  ])
  expect(card()).toMatchObject({ text: '完', state: 'finished', frames: 1 })
})

it('final-frame-fails: the final frame is refused, the others are not', async () => {
  expect(await stream('final-frame-fails', {}, { isFinalize: true }, { isError: true })).toEqual([
    200, 500, 500,
  ])
  expect(card()?.state).toBe('inputing')
})

it('card-blank: a finished card is blank above 3,000 characters', async () => {
  await stream('card-blank', { content: '长'.repeat(3_000), isFinalize: true })
  expect(card()?.isBlank).toBe(false)
  await stream(
    'card-blank',
    { content: '长'.repeat(3_001) },
    { content: '长'.repeat(3_001), isFinalize: true },
  )
  expect(card()?.isBlank).toBe(true)
  expect(deliveries()).toMatchObject([{ text: '' }])
})

it('permission-missing: 403 with the scope of cards', async () => {
  emulator.dingtalk.faults.set('permission-missing')
  const headers = await emulator.client.validHeaders('token')
  const authorized = { ...headers, 'x-acs-dingtalk-access-token': await emulator.client.token() }
  const scopeOf = async (route: 'cardStream' | 'cardCreateAndDeliver') =>
    (await emulator.client.call(route, { headers: authorized })).body.accessdenieddetail.requiredScopes
  expect(await scopeOf('cardStream')).toEqual(['Card.Streaming.Write'])
  expect(await scopeOf('cardCreateAndDeliver')).toEqual(['Card.Instance.Write'])
})
