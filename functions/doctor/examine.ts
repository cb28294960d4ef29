/**
 * The doctor: checks what can be checked of a bot that is being set up, and says for each finding what to do.
 *
 * It shows no secret and nothing anybody said. Results are kept for a while and asked for once at a time, so
 * that nobody can burn quota by reloading the page.
 */
import type { Problem } from '../config'
import { toAnswerError, toDeliveryError } from '../errors'
import type { Texts } from '../texts'

export type Check = keyof Texts['doctor']['good']

export interface Finding {
  check: Check
  /** `unknown`: cannot be told yet, or not before something else is mended. */
  state: 'good' | 'bad' | 'unknown'
  text: string
  /** What to do, and where. */
  mend?: string
}

export interface Report {
  findings: Finding[]
  /** Milliseconds since the epoch. */
  checkedAt: number
}

/** What the doctor may touch. Each rejects with what is wrong. */
export interface Instruments {
  problems: Problem[]
  /** DingTalk's clock minus ours, ms. */
  clockSkewMs(): Promise<number>
  /** Writes something and reads it again. */
  database(): Promise<void>
  /** Gets an access token. @throws DeliveryError */
  token(): Promise<void>
  /** Makes a call that needs the robot's permission and changes nothing. @throws DeliveryError */
  permission(): Promise<void>
  /** Asks the model for a word. @throws AnswerError */
  model(): Promise<void>
  /** When the newest message was accepted, ms. */
  lastCallback(): Promise<number | undefined>
  /** When a callback with a wrong signature last came to this process, ms. */
  lastStranger(): number | undefined
  lastRefusal(): Promise<{ at: number; failure: string; evidence: string } | undefined>
}

/** How long a report is shown before anything is checked again. */
export const REPORT_FOR_MS = 2 * 60 * 1_000
/** A signature is good for an hour; half of it is already strange. */
const MAX_SKEW_MS = 30 * 60 * 1_000

/** @returns a function that examines, or shows the last report while it is fresh; never rejects */
export function createExamine(instruments: Instruments, texts: Texts): () => Promise<Report> {
  let last: Promise<Report> | undefined
  let freshUntil = 0
  return () => {
    if (!last || Date.now() >= freshUntil) {
      freshUntil = Date.now() + REPORT_FOR_MS
      last = examine(instruments, texts)
    }
    return last
  }
}

async function examine(instruments: Instruments, texts: Texts): Promise<Report> {
  const findings = await Promise.all([
    ...checkSettings(instruments, texts),
    checkClock(instruments, texts),
    checkDatabase(instruments, texts),
    checkDingTalk(instruments, texts),
    checkModel(instruments, texts),
    checkCallback(instruments, texts),
    checkDelivery(instruments, texts),
  ])
  return { findings: findings.flat(), checkedAt: Date.now() }
}

function checkSettings({ problems }: Instruments, texts: Texts): Finding[] {
  if (problems.length === 0) return [good('settings', texts)]
  return problems.map((problem) => bad('settings', texts, texts.problem(problem)))
}

async function checkClock({ clockSkewMs }: Instruments, texts: Texts): Promise<Finding> {
  try {
    const skewMs = Math.abs(await clockSkewMs())
    return skewMs < MAX_SKEW_MS
      ? good('clock', texts)
      : bad('clock', texts, texts.doctor.clockMend(Math.round(skewMs / 60_000)))
  } catch {
    return unknown('clock', texts)
  }
}

async function checkDatabase({ database }: Instruments, texts: Texts): Promise<Finding> {
  return database().then(
    () => good('database', texts),
    () => bad('database', texts, texts.doctor.databaseMend),
  )
}

/** The permission can only be tried with a token. */
async function checkDingTalk({ token, permission }: Instruments, texts: Texts): Promise<Finding[]> {
  try {
    await token()
  } catch (error) {
    return [bad('token', texts, texts.mend[toDeliveryError(error).failure]), unknown('permission', texts)]
  }
  return permission().then(
    () => [good('token', texts), good('permission', texts)],
    (error) => [good('token', texts), bad('permission', texts, texts.mend[toDeliveryError(error).failure])],
  )
}

async function checkModel({ model }: Instruments, texts: Texts): Promise<Finding> {
  return model().then(
    () => good('model', texts),
    (error) => bad('model', texts, texts.failure[toAnswerError(error).failure]),
  )
}

async function checkCallback({ lastCallback, lastStranger }: Instruments, texts: Texts): Promise<Finding> {
  const at = await lastCallback().catch(() => undefined)
  const strangerAt = lastStranger()
  if (strangerAt !== undefined && strangerAt > (at ?? 0))
    return bad('callback', texts, texts.doctor.strangerMend)
  if (at === undefined) return { ...unknown('callback', texts), mend: texts.doctor.noCallbackMend }
  return { check: 'callback', state: 'good', text: texts.doctor.lastCallback(toTime(at)) }
}

async function checkDelivery({ lastRefusal }: Instruments, texts: Texts): Promise<Finding> {
  const refusal = await lastRefusal().catch(() => undefined)
  if (!refusal) return good('delivery', texts)
  const mend = Object.entries(texts.mend).find(([failure]) => failure === refusal.failure)?.[1]
  const text = texts.doctor.lastRefusal(toTime(refusal.at), refusal.evidence)
  return { check: 'delivery', state: 'bad', text, ...(mend ? { mend } : {}) }
}

function good(check: Check, texts: Texts): Finding {
  return { check, state: 'good', text: texts.doctor.good[check] }
}

function bad(check: Check, texts: Texts, mend: string): Finding {
  return { check, state: 'bad', text: texts.doctor.bad[check], mend }
}

function unknown(check: Check, texts: Texts): Finding {
  return { check, state: 'unknown', text: texts.doctor.unknown[check] }
}

/** In China's time, which is the time of whoever reads it. */
function toTime(at: number): string {
  return new Date(at + 8 * 60 * 60 * 1_000).toISOString().slice(0, 16).replace('T', ' ')
}
