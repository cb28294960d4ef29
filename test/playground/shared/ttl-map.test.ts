import { expect, it } from 'vitest'
import { createShelf } from '../../../playground/shared/ttl-map'

it('an entry is over at its time', () => {
  const shelf = createShelf<string>(10)
  shelf.put('a', '一', 1_000)
  expect(shelf.get('a', 999)).toBe('一')
  expect(shelf.get('a', 1_000)).toBeUndefined()
  expect(shelf.get('b', 0)).toBeUndefined()
})

it('the oldest entries make room when there are too many', () => {
  const shelf = createShelf<number>(2_000)
  for (let n = 0; n < 20_000; n++) shelf.put(String(n), n, Infinity)
  expect(shelf.size).toBe(2_000)
  expect(shelf.get('17999', 0)).toBeUndefined()
  expect(shelf.get('18000', 0)).toBe(18_000)
})
