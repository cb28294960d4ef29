import { expect, it } from 'vitest'
import { createTtlMap } from '../../../playground/shared/ttl-map'

it('an entry is over at its time', () => {
  const shelf = createTtlMap<string>(10)
  shelf.set('a', '一', 1_000)
  expect(shelf.get('a', 999)).toBe('一')
  expect(shelf.get('a', 1_000)).toBeUndefined()
  expect(shelf.get('b', 0)).toBeUndefined()
})

it('the oldest entries make room when there are too many', () => {
  const shelf = createTtlMap<number>(2_000)
  for (let n = 0; n < 20_000; n++) shelf.set(String(n), n, Infinity)
  expect(shelf.size).toBe(2_000)
  expect(shelf.get('17999', 0)).toBeUndefined()
  expect(shelf.get('18000', 0)).toBe(18_000)
})
