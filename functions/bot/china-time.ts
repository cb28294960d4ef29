/** China's time: UTC+8 everywhere, no summer time. Times are ms since the epoch. */

const OFFSET_MS = 8 * 60 * 60 * 1_000

/** When the day and the month of a time began. */
export function startOfDayAndMonth(now: number): { day: number; month: number } {
  const local = new Date(now + OFFSET_MS)
  const [year, month, date] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
  return { day: Date.UTC(year, month, date) - OFFSET_MS, month: Date.UTC(year, month, 1) - OFFSET_MS }
}

/** `2026-11-26 09:30` */
export function toChinaTime(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
}
