/** What is counted of the bot's use, and in which counters. Pure; days and months are China's. */
import { toChinaTime } from './china-time'
import type { TokenUsage } from './model'

/** Why a message was refused without asking the model. */
export const REFUSALS = ['person', 'group', 'blocked', 'minute', 'day', 'month'] as const
/** Why a message is not answered. */
export type Refusal = (typeof REFUSALS)[number]

/** The numbers of a counter; `tokens` are `promptTokens` and `completionTokens` together. */
export type Count =
  | 'answers'
  | 'tokens'
  | 'promptTokens'
  | 'completionTokens'
  | 'searches'
  | 'pictures'
  /** Calls of DingTalk's API that are metered. */
  | 'calls'
  /** Callbacks that DingTalk sent, which are metered too. */
  | 'pushes'
  | `refused-${Refusal}`
/** What is added to a counter, or what it holds; absent: 0. */
export type Counts = Partial<Record<Count, number>>

/** A counter: what it is about in which period, and how long it is kept, in ms. */
export interface CounterKey {
  /** `month:2026-11`, `day:2026-11-26`; for people `user:` and for groups `group:` before the period. */
  scope: string
  /** The person or the conversation; absent where everything is counted. */
  subject?: string
  keepMs: number
}

const DAY_MS = 24 * 60 * 60 * 1_000
const KEEP_MS = { minute: 60 * 60 * 1_000, day: 40 * DAY_MS, month: 400 * DAY_MS }

/** The periods that a time belongs to: `2026-11`, `2026-11-26`, `2026-11-26 09:30`. */
export function toPeriods(at: number): Record<'month' | 'day' | 'minute', string> {
  const minute = toChinaTime(at)
  return { month: minute.slice(0, 7), day: minute.slice(0, 10), minute }
}

/** The counters of the whole bot. */
export function toTotalKeys(at: number): [day: CounterKey, month: CounterKey] {
  const { day, month } = toPeriods(at)
  return [
    { scope: `day:${day}`, keepMs: KEEP_MS.month },
    { scope: `month:${month}`, keepMs: KEEP_MS.month },
  ]
}

/** A person's counters. */
export function toPersonKeys(at: number, subject: string): Record<'month' | 'day' | 'minute', CounterKey> {
  const { day, month, minute } = toPeriods(at)
  return {
    month: { scope: `user:${month}`, subject, keepMs: KEEP_MS.month },
    day: { scope: `user:${day}`, subject, keepMs: KEEP_MS.day },
    minute: { scope: `user:${minute}`, subject, keepMs: KEEP_MS.minute },
  }
}

/** The counter of a group. */
export function toGroupKey(at: number, subject: string): CounterKey {
  return { scope: `group:${toPeriods(at).month}`, subject, keepMs: KEEP_MS.month }
}

/** An answer of the model as counts. */
export function toAnswerCounts(
  { prompt = 0, completion = 0 }: Partial<TokenUsage> = {},
  pictures = 0,
): Counts {
  return {
    answers: 1,
    tokens: prompt + completion,
    promptTokens: prompt,
    completionTokens: completion,
    ...(pictures > 0 ? { pictures } : {}),
  }
}
