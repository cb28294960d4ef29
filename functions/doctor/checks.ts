/**
 * The checks of the check-up: each calls a probe and puts the result into words. None rejects.
 *
 * A check that depends on a failed one is `unknown`, so that one mistake is one thing to fix.
 */
import { toChinaTime } from '../bot/china-time'
import type { Problem } from '../config'
import { within } from '../deadline'
import { AnswerError, DeliveryError, isPassing, toAnswerError, toDeliveryError } from '../errors'
import type { CallbackProblem, Texts } from '../texts/types'
import type { Finding } from './finding'

/** What the checks call. Promises reject with what is wrong. */
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
  /** The last callback that was refused, as far as this process knows. */
  lastRejection(): { at: number; problem: CallbackProblem } | undefined
  lastRefusal(): Promise<{ at: number; failure: string; evidence: string } | undefined>
}

/** DingTalk's own gateway gives up after 3 s. Token and permission come one after the other. */
const CALL_TIMEOUT_MS = 7_000
/** A reasoning model needs some seconds even for one word. */
const MODEL_TIMEOUT_MS = 15_000
/** A signature is valid for an hour; half an hour is reported. */
const MAX_SKEW_MS = 30 * 60 * 1_000

/** All checks, in the order in which a message needs what they check. */
export function checkAll(probes: Probes, texts: Texts): Promise<Finding[]>[] {
  const checks = [
    checkSettings,
    checkClock,
    checkDatabase,
    checkDingTalk,
    checkModel,
    checkCallback,
    checkDelivery,
  ]
  return checks.map((check) => check(probes, texts))
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

async function checkCallback(probes: Probes, { doctor }: Texts): Promise<Finding[]> {
  const check = 'callback'
  const last = probes.lastRejection()
  try {
    const at = await probes.lastCallback()
    if (last && last.at >= (at ?? 0)) return [toProblem()]
    if (at === undefined) {
      return [{ check, state: 'unknown', text: doctor.noCallback, fix: doctor.noCallbackFix }]
    }
    return [{ check, state: 'good', text: doctor.lastCallback(toChinaTime(at)) }]
  } catch {
    return [last ? toProblem() : { check, state: 'unknown', text: doctor.unknown.callback }]
  }

  function toProblem(): Finding {
    const { at, problem } = last as NonNullable<typeof last>
    return {
      check,
      state: 'bad',
      text: doctor.callbackProblem[problem](toChinaTime(at)),
      fix: doctor.callbackProblemFix[problem],
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
        text: doctor.lastRefusal(toChinaTime(refusal.at)),
        fix: `${fix} ${doctor.refusalPasses}`.trim(),
        ...toCode(refusal.evidence),
      },
    ]
  } catch {
    return [{ check, state: 'unknown', text: doctor.unknown.delivery }]
  }
}

function toBad(check: 'token' | 'permission', { failure, evidence }: DeliveryError, texts: Texts): Finding {
  const { doctor } = texts
  const fix = failure === 'busy' ? doctor.busyFix : texts.fix[failure]
  // The token was accepted and a service behind the gateway failed: the permission remains unknown.
  if (check === 'permission' && isPassing(failure))
    return { check, state: 'unknown', text: doctor.noAnswer, fix }
  return { check, state: 'bad', text: doctor.bad[check], fix, ...toCode(evidence) }
}

/** DingTalk's own status and code; other evidence means nothing to an admin. */
function toCode(evidence = ''): { code?: string } {
  return /^\d{3} [\w.-]{1,80}$/.test(evidence) ? { code: evidence } : {}
}

function inTime<T>(call: Promise<T>): Promise<T> {
  return within(CALL_TIMEOUT_MS, call, () => new DeliveryError('busy', 'timeout'))
}
