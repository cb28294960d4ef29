/** How much may be asked: which counters must be below which limit. Pure; days and months are China's. */
import { type ChinaMoment, startOfNext, toChinaMoment } from './china-time'
import { type CounterKey, type Counts, type Refusal, toPersonKeys, toTotalKeys } from './counters'

/** Answers, and tokens where it says so; 0: no limit. */
export interface Limits {
  userPerMinute: number
  userPerDay: number
  perMonth: number
  tokensPerMonth: number
}

/** A limit that a person or the bot can reach. */
export type LimitName = Extract<Refusal, 'minute' | 'day' | 'month'>

/** A condition for an answer: the counter is below a limit. */
export interface LimitStep {
  name: LimitName
  key: CounterKey
  below: { answers?: number; tokens?: number }
}

/** Shares of a monthly limit of which admins are told, in percent. */
const TELL_AT = [100, 80]

/** The conditions for an answer to a person, the shortest period first. */
export function toLimitSteps(limits: Limits, person: string, at: number): LimitStep[] {
  const { minute, day } = toPersonKeys(at, person)
  const [, month] = toTotalKeys(at)
  const steps: LimitStep[] = [
    { name: 'minute', key: minute, below: positive({ answers: limits.userPerMinute }) },
    { name: 'day', key: day, below: positive({ answers: limits.userPerDay }) },
    {
      name: 'month',
      key: month,
      below: positive({ answers: limits.perMonth, tokens: limits.tokensPerMonth }),
    },
  ]
  return steps.filter(({ below }) => Object.keys(below).length > 0)
}

/** When a limit that was reached at a time no longer holds. */
export function backAt(name: LimitName, at: number): ChinaMoment {
  return toChinaMoment(startOfNext(name, at))
}

/** The share of a monthly limit, 80 or 100 %, that the counts of the month have reached. */
export function shareToTell(limits: Limits, { answers = 0, tokens = 0 }: Counts): number | undefined {
  const share = (used: number, limit: number) => (limit > 0 ? (100 * used) / limit : 0)
  const percent = Math.max(share(answers, limits.perMonth), share(tokens, limits.tokensPerMonth))
  return TELL_AT.find((one) => percent >= one)
}

function positive(limits: LimitStep['below']): LimitStep['below'] {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit > 0))
}
