import { afterEach, expect, it } from 'vitest'
import { createFaultInjector, type FaultRow } from '../../../playground/shared/fault-injector'

type Row = FaultRow<'read' | 'write', { ms: number }>
const TABLE: Record<'slow' | 'reset', Row> = {
  slow: { calls: ['read', 'write'], en: 'Slow', zh: '慢', params: { ms: 3_000 } },
  reset: { calls: ['write'], en: 'Reset', zh: '断开' },
}
const faults = createFaultInjector(TABLE, { ms: 0 })
afterEach(() => faults.reset())

const hits = (calls: number) =>
  Array.from({ length: calls }, () => faults.trigger('slow', 'read') !== undefined)

it('a fault hits every call until it is removed', () => {
  const remove = faults.set('slow')
  expect(hits(3)).toEqual([true, true, true])
  remove()
  expect(hits(3)).toEqual([false, false, false])
})

it('`times` limits the number of hits', () => {
  faults.set('slow', { times: 2 })
  expect(faults.active()).toMatchObject([{ id: 'slow', left: 2, hits: 0 }])
  expect(hits(3)).toEqual([true, true, false])
  expect(faults.active()).toEqual([])
})

it('`on` limits the calls', () => {
  faults.set('slow', { on: ['write'] })
  expect(faults.trigger('slow', 'read')).toBeUndefined()
  expect(faults.trigger('reset', 'write')).toBeUndefined()
  expect(faults.trigger('slow', 'write')).toMatchObject({ id: 'slow', hits: 1 })
})

it('parameters are those of the options, of the row, or the default', () => {
  faults.set('slow')
  faults.set('reset')
  expect(faults.active().map(({ params }) => params)).toEqual([{ ms: 3_000 }, { ms: 0 }])
  faults.set('slow', { ms: 5 })
  expect(faults.trigger('slow', 'read')?.params).toEqual({ ms: 5 })
})

it('with a probability, the same seed gives the same hits', () => {
  faults.set('slow', { probability: 0.1 })
  faults.seed(42)
  const first = hits(2_000)
  faults.seed(42)
  expect(hits(2_000)).toEqual(first)
  const count = first.filter(Boolean).length
  expect(count).toBeGreaterThan(140)
  expect(count).toBeLessThan(260)
  faults.seed(43)
  expect(hits(2_000)).not.toEqual(first)
})

it('refuses unknown names, unknown calls and impossible numbers', () => {
  // @ts-expect-error: no such fault
  expect(() => faults.set('resett')).toThrow('No fault is called "resett"')
  // @ts-expect-error: a name that every object has
  expect(() => faults.set('constructor')).toThrow('No fault is called "constructor"')
  expect(() => faults.set('slow', { toString: 1 } as object)).toThrow('has no toString')
  expect(() => faults.set('reset', { on: 'read' })).toThrow('does not exist for: read')
  expect(() => faults.set('slow', { times: 0 })).toThrow('times must be 1 or more, not 0')
  expect(() => faults.set('slow', { probability: 2 })).toThrow('probability must be between 0 and 1, not 2')
  expect(() => faults.set('slow', { ms: -1 })).toThrow('ms must be 0 or more, not -1')
  expect(() => faults.set('reset', { ms: 1 })).toThrow('The fault "reset" has no ms')
})
