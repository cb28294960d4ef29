/** China's time: UTC+8 everywhere, no summer time. Times are ms since the epoch. */

const MINUTE_MS = 60 * 1_000
const OFFSET_MS = 8 * 60 * MINUTE_MS

/** When the minute, day or month after that of a time begins. */
export function startOfNext(period: 'minute' | 'day' | 'month', at: number): number {
  if (period === 'minute') return (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS
  const { year, month, date } = toChinaDay(at)
  return (period === 'day' ? Date.UTC(year, month - 1, date + 1) : Date.UTC(year, month, 1)) - OFFSET_MS
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

/** A day, and the time of the day as `09:30`. */
export type ChinaMoment = ChinaDay & { time: string }

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

/** The calendar day and the time of the day. */
export function toChinaMoment(at: number): ChinaMoment {
  return { ...toChinaDay(at), time: toChinaTime(at).slice(11) }
}
