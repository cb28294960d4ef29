/** China's time: UTC+8 everywhere, no summer time. Times are ms since the epoch. */

const OFFSET_MS = 8 * 60 * 60 * 1_000

/** When the day and the month of a time began. */
export function startOfDayAndMonth(now: number): { day: number; month: number } {
  const { year, month, date } = toChinaDay(now)
  const startOf = (first: number) => Date.UTC(year, month - 1, first) - OFFSET_MS
  return { day: startOf(date), month: startOf(1) }
}

/** `2026-11-26 09:30` */
export function toChinaTime(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

export interface ChinaDay {
  year: number
  /** 1 to 12. */
  month: number
  date: number
  weekday: (typeof WEEKDAYS)[number]
}

/** The calendar day of a time. */
export function toChinaDay(at: number): ChinaDay {
  const local = new Date(at + OFFSET_MS)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    date: local.getUTCDate(),
    weekday: WEEKDAYS[local.getUTCDay()] ?? 'sunday',
  }
}
