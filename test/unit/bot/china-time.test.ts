import { describe, expect, it } from 'vitest'
import { startOfDayAndMonth, toChinaDay, toChinaTime } from '../../../functions/bot/china-time'

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

it('day and month begin at midnight in China', () => {
  const { day, month } = startOfDayAndMonth(utc(2026, 11, 1, 3))
  expect(new Date(day).toISOString()).toBe('2026-11-30T16:00:00.000Z')
  expect(new Date(month).toISOString()).toBe('2026-11-30T16:00:00.000Z')
})
