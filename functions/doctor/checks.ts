/**
 * The checks of the doctor, one by one: each asks an instrument and words what it finds. None rejects.
 *
 * What cannot be told before something else is fixed is `unknown`, so that one mistake is one thing to do.
 */
import type { Problem } from '../config'
import { within } from '../deadline'
import { AnswerError, DeliveryError, toAnswerError, toDeliveryError } from '../errors'
import type { CallbackProblem, Texts } from '../texts/types'
import { type Finding, toTime } from './finding'

/** What the doctor may touch. Whatever is a promise rejects with what is wrong. */
export interface Probes {
  problems: Problem[]
  /** Callbacks are not verified, and nothing is asked of DingTalk. */
  keyless: boolean
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
  /** The last callback that could not be taken, as far as this process knows. */
  lastTrouble(): { at: number; trouble: CallbackProblem } | undefined
  lastRefusal(): Promise<{ at: number; failure: string; evidence: string } | undefined>
}

/** DingTalk's own gateway gives up after 3 s. Token and permission come one after the other. */
const CALL_TIMEOUT_MS = 7_000
/** A model that thinks first needs some seconds even for a word. */
const MODEL_TIMEOUT_MS = 15_000
/** A signature is good for an hour; half of it is already strange. */
const MAX_SKEW_MS = 30 * 60 * 1_000

/** All checks, in the order in which a message passes what they check. */
export function checkAll(instruments: Probes, texts: Texts): Promise<Finding[]>[] {
  const checks = [
    checkSettings,
    checkClock,
    checkDatabase,
    checkDingTalk,
    checkModel,
    checkCallback,
    checkDelivery,
  ]
  return checks.map((check) => check(instruments, texts))
}

async function checkSettings({ problems, keyless }: Probes, { doctor, problem }: Texts): Promise<Finding[]> {
  const findings: Finding[] = problems.map((one) => ({
    check: 'settings',
    state: 'bad',
    text: problem(one),
    fix: doctor.settingsFix,
  }))
  if (keyless)
    findings.push({ check: 'settings', state: 'bad', text: doctor.keyless, fix: doctor.keylessFix })
  return findings.length > 0 ? findings : [{ check: 'settings', state: 'good', text: doctor.good.settings }]
}

async function checkClock({ clockSkewMs }: Probes, { doctor }: Texts): Promise<Finding[]> {
  const skewMs = await inTime(clockSkewMs()).then(Math.abs, () => Number.NaN)
  if (skewMs < MAX_SKEW_MS) return [{ check: 'clock', state: 'good', text: doctor.good.clock }]
  if (skewMs >= MAX_SKEW_MS) {
    const fix = doctor.clockFix(Math.round(skewMs / 60_000))
    return [{ check: 'clock', state: 'bad', text: doctor.bad.clock, fix }]
  }
  return [{ check: 'clock', state: 'unknown', text: doctor.unknown.clock }]
}

function checkDatabase({ database }: Probes, { doctor }: Texts): Promise<Finding[]> {
  return database().then(
    () => [{ check: 'database', state: 'good', text: doctor.good.database }],
    () => [{ check: 'database', state: 'bad', text: doctor.bad.database, fix: doctor.databaseFix }],
  )
}

/** The permission can only be tried with a token. */
async function checkDingTalk({ keyless, token, permission }: Probes, texts: Texts): Promise<Finding[]> {
  const { good, unknown } = texts.doctor
  if (keyless) return []
  const notYet: Finding = { check: 'permission', state: 'unknown', text: unknown.permission }
  try {
    await inTime(token())
  } catch (error) {
    const refusal = toDeliveryError(error)
    if (refusal.failure !== 'app-missing') return [toBad('token', refusal, texts), notYet]
    return [{ check: 'token', state: 'unknown', text: unknown.token }, notYet]
  }
  const tokenIsGood: Finding = { check: 'token', state: 'good', text: good.token }
  return inTime(permission()).then(
    () => [tokenIsGood, { check: 'permission', state: 'good', text: good.permission }],
    (error) => [tokenIsGood, toBad('permission', toDeliveryError(error), texts)],
  )
}

async function checkModel({ model }: Probes, texts: Texts): Promise<Finding[]> {
  const { good, bad, unknown, modelFix } = texts.doctor
  try {
    await within(MODEL_TIMEOUT_MS, model(), () => new AnswerError('timeout'))
    return [{ check: 'model', state: 'good', text: good.model }]
  } catch (error) {
    const { failure } = toAnswerError(error)
    if (failure === 'key-missing') return [{ check: 'model', state: 'unknown', text: unknown.model }]
    return [
      { check: 'model', state: 'bad', text: bad.model, fix: modelFix[failure] ?? texts.failure[failure] },
    ]
  }
}

async function checkCallback(instruments: Probes, { doctor }: Texts): Promise<Finding[]> {
  const check = 'callback'
  const last = instruments.lastTrouble()
  try {
    const at = await instruments.lastCallback()
    if (last && last.at >= (at ?? 0)) return [toTrouble()]
    if (at === undefined) {
      return [{ check, state: 'unknown', text: doctor.noCallback, fix: doctor.noCallbackFix }]
    }
    return [{ check, state: 'good', text: doctor.lastCallback(toTime(at)) }]
  } catch {
    return [last ? toTrouble() : { check, state: 'unknown', text: doctor.unknown.callback }]
  }

  function toTrouble(): Finding {
    const { at, trouble } = last as NonNullable<typeof last>
    return {
      check,
      state: 'bad',
      text: doctor.trouble[trouble](toTime(at)),
      fix: doctor.troubleFix[trouble],
    }
  }
}

async function checkDelivery({ keyless, lastRefusal }: Probes, texts: Texts): Promise<Finding[]> {
  const { doctor } = texts
  const check = 'delivery'
  if (keyless) return []
  try {
    const refusal = await lastRefusal()
    if (!refusal) return [{ check, state: 'good', text: doctor.good.delivery }]
    const fix = Object.entries(texts.fix).find(([failure]) => failure === refusal.failure)?.[1] ?? ''
    return [
      {
        check,
        state: 'bad',
        text: doctor.lastRefusal(toTime(refusal.at)),
        fix: `${fix} ${doctor.refusalPasses}`.trim(),
        ...toCode(refusal.evidence),
      },
    ]
  } catch {
    return [{ check, state: 'unknown', text: doctor.unknown.delivery }]
  }
}

function toBad(
  check: 'token' | 'permission',
  { failure, evidence, passing }: DeliveryError,
  texts: Texts,
): Finding {
  const { doctor } = texts
  const fix = failure === 'busy' ? doctor.busyFix : texts.fix[failure]
  // The gateway let the token pass and something behind it is out of order: that says nothing of the permission.
  if (check === 'permission' && passing) return { check, state: 'unknown', text: doctor.noAnswer, fix }
  return { check, state: 'bad', text: doctor.bad[check], fix, ...toCode(evidence) }
}

/** Only what DingTalk itself answered, and only if it looks like its codes: evidence of ours means nothing to an owner. */
function toCode(evidence = ''): { code?: string } {
  return /^\d{3} [\w.-]{1,80}$/.test(evidence) ? { code: evidence } : {}
}

function inTime<T>(call: Promise<T>): Promise<T> {
  return within(CALL_TIMEOUT_MS, call, () => new DeliveryError('busy', 'timeout'))
}
