import { expect, it } from 'vitest'
import {
  asArray,
  asCode,
  asLine,
  asNumber,
  asObject,
  asObjectOrJson,
  asString,
  cut,
  parseJson,
} from '../../functions/untrusted'

it('asObject returns only objects', () => {
  expect(asObject({ 名: 1 })).toEqual({ 名: 1 })
  for (const other of [undefined, null, [], [{}], 'x', 1, true]) expect(asObject(other)).toBeUndefined()
})

it('asObjectOrJson also reads a JSON text', () => {
  expect(asObjectOrJson('{"duration":4000}')).toEqual({ duration: 4000 })
  for (const other of ['', '[1]', '"x"', 'null', '{', undefined])
    expect(asObjectOrJson(other)).toBeUndefined()
})

it('asArray returns an empty list for anything else', () => {
  expect(asArray([1])).toEqual([1])
  for (const other of [undefined, null, {}, { length: 1, 0: 1 }, '数组']) expect(asArray(other)).toEqual([])
})

it('asString returns undefined for an empty text', () => {
  expect(asString('你好')).toBe('你好')
  for (const other of ['', 1, null, undefined, ['x'], {}]) expect(asString(other)).toBeUndefined()
})

it('asNumber reads finite numbers, also from a text', () => {
  expect(asNumber(20001)).toBe(20001)
  expect(asNumber('1760005400133')).toBe(1760005400133)
  expect(asNumber(0)).toBe(0)
  for (const other of ['', ' ', 'abc', '１２', NaN, Infinity, 'Infinity', null, undefined, true, [1], {}])
    expect(asNumber(other)).toBeUndefined()
})

it('parseJson returns undefined for broken JSON', () => {
  expect(parseJson('[{"senderNick":"小测"}]')).toEqual([{ senderNick: '小测' }])
  expect(parseJson('{"a":')).toBeUndefined()
})

it('asLine returns one line of at most as many characters', () => {
  expect(asLine(' 小\n测\u0000 ', 10)).toBe('小 测')
  expect(asLine('🐢🐢🐢', 2)).toBe('🐢🐢')
  for (const other of ['', ' \n', 1, null, {}]) expect(asLine(other, 10)).toBeUndefined()
})

it('asCode returns visible ASCII up to a length, whole or not at all', () => {
  expect(asCode('mIofN681YE3f==', 14)).toBe('mIofN681YE3f==')
  for (const other of ['mIofN681YE3f==', '', 'a b', 'a\n', '码', 1, {}])
    expect(asCode(other, 13)).toBeUndefined()
})

it('cut leaves no half emoji', () => {
  expect(cut('a🐢', 2)).toBe('a')
  expect(cut('a🐢', 3)).toBe('a🐢')
})
