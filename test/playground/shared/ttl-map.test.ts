import { expect, it } from 'vitest'
import { createTtlMap } from '../../../playground/shared/ttl-map'

it('an entry expires at its time', () => {
  const map = createTtlMap<string>(10)
  map.set('a', '一', 1_000)
  expect(map.get('a', 999)).toBe('一')
  expect(map.get('a', 1_000)).toBeUndefined()
  expect(map.get('b', 0)).toBeUndefined()
})

it('an entry can be taken once', () => {
  const map = createTtlMap<string>(10)
  map.set('a', '一', 1_000)
  expect(map.take('a', 999)).toBe('一')
  expect(map.take('a', 999)).toBeUndefined()
})

it('the oldest entries are evicted above the limit', () => {
  const map = createTtlMap<number>(2_000)
  for (let n = 0; n < 20_000; n++) map.set(String(n), n, Infinity)
  expect(map.size).toBe(2_000)
  expect(map.get('17999', 0)).toBeUndefined()
  expect(map.get('18000', 0)).toBe(18_000)
})
