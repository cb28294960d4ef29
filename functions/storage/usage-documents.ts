/** The documents of the collection `usage`, and the writes that change them. */
import type { CounterKey, Counts } from '../bot/counters'
import type { LimitStep } from '../bot/limits'
import { now } from '../clock'
import type { Collection } from './database'

/**
 * A counter has the `_id` `scope:subject`, or `scope` alone; `subject:<id>` has the name of a person or a group and
 * whether the person is blocked; `notice:…` says that admins were told of something.
 */
export interface UsageDocument extends Counts {
  _id: string
  scope?: string
  subject?: string
  name?: string
  blocked?: boolean
  /** When the document is removed. */
  expiresAt?: Date
}

/** A condition for an answer. */
export type Step = Omit<LimitStep, 'name'>

const DAY_MS = 24 * 60 * 60 * 1_000
/** A name is removed when its owner has not been counted for so long. */
export const KEEP_NAME_MS = 400 * DAY_MS
/** While a person is blocked. */
export const NEVER = new Date(Date.UTC(9999, 0))

/** One update of a bulk. */
export type Write = Parameters<Collection<UsageDocument>['bulkWrite']>[0][number]

/** The `_id` of a counter. */
export function toId({ scope, subject }: Pick<CounterKey, 'scope' | 'subject'>): string {
  return subject === undefined ? scope : `${scope}:${subject}`
}

/** `answers` and `tokens` are always there, so that a limit can be compared with them. */
export function toIncrement(key: CounterKey, counts: Counts): Write {
  const { scope, subject, keepMs } = key
  const expiresAt = new Date(now() + keepMs)
  const $setOnInsert = { scope, ...(subject === undefined ? {} : { subject }), expiresAt }
  const update = { $inc: { answers: 0, tokens: 0, ...counts }, $setOnInsert }
  return { updateOne: { filter: { _id: toId(key) }, update, upsert: true } }
}

/** Adds an answer while every number of the step is below its limit; otherwise the insert fails as a duplicate. */
export function toConditional({ key, below }: Step): Write {
  const conditions = Object.entries(below).map(([count, limit]) => [count, { $lt: limit }])
  const { updateOne } = toIncrement(key, { answers: 1 }) as Extract<Write, { updateOne: unknown }>
  return { updateOne: { ...updateOne, filter: { ...updateOne.filter, ...Object.fromEntries(conditions) } } }
}

/** Notes the name, and that it was used today. */
export function toNameWrite(subject: string, name?: string): Write {
  // By the day, so that the document does not change with every message; a block is kept longer.
  const expiresAt = new Date(Math.ceil(now() / DAY_MS) * DAY_MS + KEEP_NAME_MS)
  const update = { ...(name ? { $set: { name } } : {}), $max: { expiresAt } }
  return { updateOne: { filter: { _id: `subject:${subject}` }, update, upsert: true } }
}

/** The same; fails for a blocked person as an insertion of an `_id` that is in use. */
export function toGate(subject: string, name?: string): Write {
  const { updateOne } = toNameWrite(subject, name) as Extract<Write, { updateOne: unknown }>
  return { updateOne: { ...updateOne, filter: { ...updateOne.filter, blocked: { $ne: true } } } }
}

/** The places of the writes that failed. */
export function failedWrites(error: unknown): number[] {
  const { writeErrors } = error as { writeErrors?: { index: number } | { index: number }[] }
  return [writeErrors ?? []].flat().map(({ index }) => index)
}
