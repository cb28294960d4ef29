import { expect, it } from 'vitest'
import { createFaults } from '../../../playground/shared/faults'

const faults = createFaults()

it('a fault strikes until it is switched off', () => {
  const off = faults.set('reset')
  const hits = () => [1, 2, 3].map(() => faults.strike('arrival', 'batchSend')?.id)
  expect(hits()).toEqual(['reset', 'reset', 'reset'])
  off()
  expect(hits()).toEqual([undefined, undefined, undefined])
})

it('or so many times', () => {
  faults.set('reset', { times: 2 })
  expect(faults.active()).toMatchObject([{ id: 'reset', left: 2, hits: 0 }])
  const hits = [1, 2, 3].map(() => faults.strike('arrival', 'batchSend')?.id)
  expect(hits).toEqual(['reset', 'reset', undefined])
  expect(faults.active()).toEqual([])
})

it('only in its own phase and for the calls it is on for', () => {
  faults.set('reset', { on: ['webhook', 'token'] })
  expect(faults.strike('arrival', 'batchSend')).toBeUndefined()
  expect(faults.strike('gate', 'webhook')).toBeUndefined()
  expect(faults.strike('arrival', 'webhook')?.effect).toBe('reset')
  faults.clear()
})

it('with a probability, and the same dice for the same seed', () => {
  faults.set('reset', { probability: 0.1 })
  const roll = () => Array.from({ length: 2_000 }, () => faults.strike('arrival', 'batchSend') !== undefined)
  faults.seed(42)
  const first = roll()
  faults.seed(42)
  expect(roll()).toEqual(first)
  const hits = first.filter(Boolean).length
  expect(hits).toBeGreaterThan(140)
  expect(hits).toBeLessThan(260)
  faults.seed(43)
  expect(roll()).not.toEqual(first)
  faults.clear()
})

it('refuses a name or a call that does not exist', () => {
  // @ts-expect-error: no such fault
  expect(() => faults.set('resett')).toThrow('No fault is called "resett"')
  expect(() => faults.set('webhook-expired', { on: 'batchSend' })).toThrow('does not exist for: batchSend')
})
