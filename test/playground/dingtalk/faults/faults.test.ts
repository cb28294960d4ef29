import { afterEach, expect, it } from 'vitest'
import { createFaults, triggerPhase } from '../../../../playground/dingtalk/faults/faults'

const faults = createFaults()
afterEach(() => faults.reset())

it('a fault applies only in its own phase and to the calls it is set for', () => {
  faults.set('reset', { on: ['webhook', 'token'] })
  expect(triggerPhase(faults, 'before', 'batchSend')).toBeUndefined()
  expect(triggerPhase(faults, 'gateway', 'webhook')).toBeUndefined()
  const fault = triggerPhase(faults, 'before', 'webhook')
  expect(fault?.id).toBe('reset')
  expect(fault?.row.effect('webhook', fault.params)).toBe('reset')
})

it('of several faults of a phase the oldest applies', () => {
  faults.set('unavailable', { times: 1 })
  faults.set('server-error')
  const ids = [1, 2].map(() => triggerPhase(faults, 'before', 'token')?.id)
  expect(ids).toEqual(['unavailable', 'server-error'])
})

it('a fault cannot be set for a call that it does not exist for', () => {
  expect(() => faults.set('webhook-expired', { on: 'batchSend' })).toThrow('does not exist for: batchSend')
})
