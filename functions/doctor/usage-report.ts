/** What was used in one China month: read from the counters in a few indexed queries, never from what was said. */
import { type Counts, REFUSALS, type Refusal, toPeriods } from '../bot/counters'
import type { Limits } from '../bot/limits'
import type { UsageStore } from '../storage/usage'

/** What a model costs per million tokens, in the admin's currency. */
export interface Price {
  input: number
  output: number
}

/** What was used by all, a person or a group. */
export interface Used {
  answers: number
  tokens: number
  /** Where a price is set. */
  cost?: number
}

/** A person or a group by id, with the last known name. */
export interface Person extends Used {
  id: string
  name?: string
}

/** A number that is used up; `limit` 0: no limit. */
export interface Allowance {
  used: number
  limit: number
}

/** What the usage page shows, for one month of China. */
export interface UsageReport {
  /** `2026-11` */
  month: string
  total: Used & { people: number; searches: number; pictures: number }
  /** From the first of the month to its last day, or today. */
  days: (Used & { day: string })[]
  /** Those who got the most answers. */
  people: Person[]
  groups: Person[]
  refusals: Record<Refusal, number>
  allowances: Record<'answers' | 'tokens' | 'calls' | 'pushes', Allowance>
}

/** DingTalk's monthly quota without a paid plan: "API 调用量", "消息推送". */
const FREE = { calls: 5_000, pushes: 3_000 }
/** Lines of the lists. */
const TOP = 50

type Store = Pick<UsageStore, 'read' | 'top' | 'people'>

/**
 * @param month `2026-11`; the current one where it is none that can have counters
 * @param now milliseconds since the epoch
 * @throws DatabaseAway
 */
export async function readUsage(
  store: Store,
  settings: { limits: Limits; price?: Price },
  month: unknown,
  now: number,
): Promise<UsageReport> {
  const today = toPeriods(now)
  const chosen = typeof month === 'string' && /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : today.month
  const days = daysOf(chosen).filter((day) => day <= today.day)
  const toUsed = ({ answers = 0, tokens = 0, ...counts }: Counts): Used => {
    return { answers, tokens, ...(settings.price ? { cost: toCost(counts, settings.price) } : {}) }
  }
  const scopes = [`month:${chosen}`, ...days.map((day) => `day:${day}`)]
  const [[total = {}, ...byDay], byPerson, byGroup, people] = await Promise.all([
    store.read(scopes.map((scope) => ({ scope }))) as Promise<Counts[]>,
    store.top(`user:${chosen}`, TOP),
    store.top(`group:${chosen}`, TOP),
    store.people(`user:${chosen}`),
  ])
  const toPerson = (one: (typeof byPerson)[number]): Person => {
    return { id: one.subject ?? '', ...(one.name ? { name: one.name } : {}), ...toUsed(one) }
  }
  const { answers = 0, tokens = 0, searches = 0, calls = 0, pushes = 0 } = total
  return {
    month: chosen,
    total: { ...toUsed(total), people, searches, pictures: total.pictures ?? 0 },
    days: byDay.map((counts, n) => ({ day: days[n] ?? '', ...toUsed(counts) })),
    people: byPerson.map(toPerson),
    groups: byGroup.map(toPerson),
    refusals: Object.fromEntries(
      REFUSALS.map((refusal) => [refusal, total[`refused-${refusal}`] ?? 0]),
    ) as UsageReport['refusals'],
    allowances: {
      answers: { used: answers, limit: settings.limits.perMonth },
      tokens: { used: tokens, limit: settings.limits.tokensPerMonth },
      calls: { used: calls, limit: FREE.calls },
      pushes: { used: pushes, limit: FREE.pushes },
    },
  }
}

/** The month before or after one, `2026-11`. */
export function monthBeside(month: string, step: -1 | 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7)
}

/** The days of a month, `2026-11-01` and so on. */
export function daysOf(month: string): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return Array.from({ length: count }, (_, n) => `${month}-${String(n + 1).padStart(2, '0')}`)
}

function toCost({ promptTokens = 0, completionTokens = 0 }: Counts, { input, output }: Price): number {
  return (promptTokens * input + completionTokens * output) / 1_000_000
}
