/** The period of an export: China days from `from` to `to`, both included. Pure. */
import { toChinaTime } from '../bot/china-time'

export interface Period {
  /** `2026-11-26` */
  from: string
  to: string
}

const DAY_MS = 24 * 60 * 60 * 1_000
/** Nothing is kept longer. */
const MAX_DAYS = 3_660

/**
 * @param now milliseconds since the epoch
 * @returns by default this month up to today; `undefined` for days that do not exist, or in the wrong order
 */
export function readPeriod(from: unknown, to: unknown, now: number): Period | undefined {
  const today = toChinaTime(now).slice(0, 10)
  const period = { from: from ?? `${today.slice(0, 8)}01`, to: to ?? today }
  if (!isDay(period.from) || !isDay(period.to)) return undefined
  const days = (Date.parse(period.to) - Date.parse(period.from)) / DAY_MS
  return days < 0 || days > MAX_DAYS ? undefined : (period as Period)
}

/** The days of a period, oldest first. */
export function* daysOf({ from, to }: Period): Generator<string> {
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    yield new Date(at).toISOString().slice(0, 10)
}

function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const at = Date.parse(value)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value)
}
