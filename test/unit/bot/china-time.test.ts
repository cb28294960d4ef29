import { describe, expect, it } from 'vitest'
import { startOfNext, toChinaDay, toChinaTime } from '../../../functions/bot/china-time'

const utc = (...parts: [number, number, number, number?, number?]) => Date.UTC(...parts)

it('a time is written as people in China write it', () =>
  expect(toChinaTime(utc(2026, 10, 26, 1, 5))).toBe('2026-11-26 09:05'))

describe('the day in China', () => {
  it('begins at 16:00 UTC', () => {
    expect(toChinaDay(utc(2026, 10, 26, 15, 59))).toMatchObject({ date: 26, weekday: 'thursday' })
    expect(toChinaDay(utc(2026, 10, 26, 16, 0))).toMatchObject({ date: 27, weekday: 'friday' })
  })

  it('ends the year eight hours early', () =>
    expect(toChinaDay(utc(2026, 11, 31, 16))).toEqual({ year: 2027, month: 1, date: 1, weekday: 'friday' }))
})

it.each([
  ['minute', utc(2026, 11, 31, 15, 59), '2026-12-31T16:00:00.000Z'],
  ['day', utc(2026, 11, 31, 15, 59), '2026-12-31T16:00:00.000Z'],
  ['month', utc(2026, 11, 31, 15, 59), '2026-12-31T16:00:00.000Z'],
  ['day', utc(2026, 10, 25, 16), '2026-11-26T16:00:00.000Z'],
  ['month', utc(2026, 10, 25, 16), '2026-11-30T16:00:00.000Z'],
  ['month', utc(2026, 0, 31, 16), '2026-02-28T16:00:00.000Z'],
] as const)('the next %s begins by the clock of China', (period, at, expected) =>
  expect(new Date(startOfNext(period, at)).toISOString()).toBe(expected),
)
