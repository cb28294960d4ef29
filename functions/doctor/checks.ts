/**
 * The checks of the check-up: each calls a probe and puts the result into words. None rejects.
 *
 * A check that depends on a failed one is `unknown`, so that one mistake is one thing to fix.
 */
import { toChinaTime } from '../bot/china-time'
import type { Problem } from '../config'
import { within } from '../deadline'
import {
  AnswerError,
  DeliveryError,
  isPassing,
  toAnswerError,
  toDeliveryError,
  toSearchError,
} from '../errors'
import type { CallbackProblem, Check, Texts } from '../texts/types'

/** One finding of the check-up. */
export interface Finding {
  check: Check
  /** `unknown`: cannot be checked yet, or only after another finding is fixed. */
  state: 'good' | 'bad' | 'unknown'
  text: string
  /** What to do, and where. */
  fix?: string
  /** DingTalk's status and code. */
  code?: string
}

/** What the checks ask of outside services. Promises reject with what is wrong. */
export interface OutsideProbes {
  /** DingTalk's clock minus ours, ms. */
  clockSkewMs(): Promise<number>
  /** Gets an access token. @throws DeliveryError */
  token(): Promise<void>
  /** Makes a call that needs the robot's permission and changes nothing. @throws DeliveryError */
  permission(): Promise<void>
  /** Makes and finishes a card that no conversation shows; absent where answers are no cards. @throws DeliveryError */
  card?(): Promise<void>
  /** Asks the model for a word. @throws AnswerError */
  model(): Promise<void>
  /** When the service shuts the configured model down (`YYYY-MM-DD`), if that is announced. */
  modelShutdown(): Promise<{ name: string; date: string } | undefined>
  /** Searches the web; absent where the bot asks no search service. @throws SearchError */
  search?(): Promise<void>
}

/** What the checks call. */
export interface Probes extends OutsideProbes {
  problems: Problem[]
  /** Callbacks are not verified, and nothing is asked of DingTalk. */
  keyless: boolean
  /** Writes something and reads it again. */
  database(): Promise<void>
  /** The database's clock minus ours, ms; undefined where the database does not say its time. */
  databaseClockMs?(): number | undefined
  /** Whether the bot has ever answered. */
  hasAnswered(): Promise<boolean>
  /** When the newest message of the last day was accepted, ms. */
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
/** A smaller difference to the database's clock is not worth a sentence. */
const MIN_DATABASE_SKEW_MS = 1_000

/** All checks, in the order in which a message needs what they check. */
export function checkAll(probes: Probes, texts: Texts): Promise<Finding[]>[] {
  return CHECKS.map((check) => check(probes, texts))
}

const CHECKS = [
  checkSettings,
  checkClock,
  checkDatabase,
  checkDingTalk,
  checkCard,
  checkModel,
  checkSearch,
  checkCallback,
  checkDelivery,
]

async function checkSettings({ problems, keyless }: Probes, texts: Texts): Promise<Finding[]> {
  const { keyless: text, keylessFix, settingsFix } = texts.doctor
  const check = 'settings'
  const findings = problems.map((one) => bad(check, texts.problem(one), settingsFix))
  if (keyless) findings.push(bad(check, text, keylessFix))
  return findings.length > 0 ? findings : [good(check, texts)]
}

async function checkClock({ clockSkewMs }: Probes, texts: Texts): Promise<Finding[]> {
  const { doctor } = texts
  const skewMs = await inTime(clockSkewMs()).then(Math.abs, () => Number.NaN)
  if (skewMs < MAX_SKEW_MS) return [good('clock', texts)]
  if (Number.isNaN(skewMs)) return [unknown('clock', texts)]
  return [bad('clock', doctor.bad.clock, doctor.clockFix(Math.round(skewMs / 60_000)))]
}

/** Writes and reads the database. */
export function checkDatabase({ database, databaseClockMs }: Probes, texts: Texts): Promise<Finding[]> {
  const describeClock = () => {
    const aheadMs = databaseClockMs?.() ?? 0
    return Math.abs(aheadMs) < MIN_DATABASE_SKEW_MS
      ? ''
      : texts.doctor.databaseClock(Math.round(aheadMs / 1_000))
  }
  return database().then(
    () => [{ ...good('database', texts), text: texts.doctor.good.database + describeClock() }],
    () => [bad('database', texts.doctor.bad.database, texts.doctor.databaseFix)],
  )
}

/** The permission can only be tried with a token. */
async function checkDingTalk({ keyless, token, permission }: Probes, texts: Texts): Promise<Finding[]> {
  if (keyless) return []
  try {
    await inTime(token())
  } catch (error) {
    const refusal = toDeliveryError(error)
    const isMissing = refusal.failure === 'app-missing'
    return [
      isMissing ? unknown('token', texts) : refused('token', refusal, texts),
      unknown('permission', texts),
    ]
  }
  const permissionFinding = await inTime(permission()).then(
    () => good('permission', texts),
    (error) => refused('permission', toDeliveryError(error), texts),
  )
  return [good('token', texts), permissionFinding]
}

/** A refusal that is not about cards is a finding of another check. */
async function checkCard({ keyless, card }: Probes, texts: Texts): Promise<Finding[]> {
  if (keyless || !card) return []
  return inTime(card()).then(
    () => [good('card', texts)],
    (error) => {
      const refusal = toDeliveryError(error)
      return [refusal.failure.startsWith('card-') ? refused('card', refusal, texts) : unknown('card', texts)]
    },
  )
}

async function checkModel({ model, modelShutdown }: Probes, texts: Texts): Promise<Finding[]> {
  const { doctor } = texts
  try {
    const both = Promise.all([modelShutdown(), model()])
    const [shutdown] = await within(MODEL_TIMEOUT_MS, both, () => new AnswerError('timeout'))
    if (!shutdown) return [good('model', texts)]
    return [bad('model', doctor.modelShutdown(shutdown.name, shutdown.date), doctor.modelShutdownFix)]
  } catch (error) {
    const { failure } = toAnswerError(error)
    if (failure === 'key-missing') return [unknown('model', texts)]
    return [bad('model', doctor.bad.model, doctor.modelFix[failure] ?? texts.failure[failure])]
  }
}

async function checkSearch({ search }: Probes, texts: Texts): Promise<Finding[]> {
  const { doctor } = texts
  if (!search) return []
  return inTime(search()).then(
    () => [good('search', texts)],
    (error) => [bad('search', doctor.bad.search, doctor.searchFix[toSearchError(error).failure])],
  )
}

async function checkCallback(probes: Probes, texts: Texts): Promise<Finding[]> {
  const { doctor } = texts
  const check = 'callback'
  const last = probes.lastRejection()
  const rejected =
    last &&
    bad(
      check,
      doctor.callbackProblem[last.problem](toChinaTime(last.at)),
      doctor.callbackProblemFix[last.problem],
    )
  try {
    const at = await probes.lastCallback()
    if (rejected && last.at >= (at ?? 0)) return [rejected]
    if (at === undefined) {
      if (await probes.hasAnswered()) return [{ check, state: 'unknown', text: doctor.quietDay }]
      return [{ check, state: 'unknown', text: doctor.noCallback, fix: doctor.noCallbackFix }]
    }
    return [{ check, state: 'good', text: doctor.lastCallback(toChinaTime(at)) }]
  } catch {
    return [rejected ?? unknown(check, texts)]
  }
}

async function checkDelivery({ keyless, lastRefusal }: Probes, texts: Texts): Promise<Finding[]> {
  const { doctor } = texts
  if (keyless) return []
  try {
    const refusal = await lastRefusal()
    if (!refusal) return [good('delivery', texts)]
    const fix = Object.entries(texts.fix).find(([failure]) => failure === refusal.failure)?.[1] ?? ''
    const text = doctor.lastRefusal(toChinaTime(refusal.at))
    return [bad('delivery', text, `${fix} ${doctor.refusalPasses}`.trim(), refusal.evidence)]
  } catch {
    return [unknown('delivery', texts)]
  }
}

function good(check: keyof Texts['doctor']['good'], { doctor }: Texts): Finding {
  return { check, state: 'good', text: doctor.good[check] }
}

function unknown(check: keyof Texts['doctor']['unknown'], { doctor }: Texts): Finding {
  return { check, state: 'unknown', text: doctor.unknown[check] }
}

/** @param evidence shown where it is DingTalk's own status and code; other evidence means nothing to an admin */
function bad(check: Check, text: string, fix: string, evidence = ''): Finding {
  const isCode = /^\d{3} [\w.-]{1,80}$/.test(evidence)
  return { check, state: 'bad', text, fix, ...(isCode ? { code: evidence } : {}) }
}

function refused(
  check: 'token' | 'permission' | 'card',
  { failure, evidence }: DeliveryError,
  texts: Texts,
): Finding {
  const { doctor } = texts
  const fix = failure === 'busy' ? doctor.busyFix : texts.fix[failure]
  // The token was accepted and a service behind the gateway failed: the permission remains unknown.
  if (check === 'permission' && isPassing(failure))
    return { check, state: 'unknown', text: doctor.noAnswer, fix }
  return bad(check, doctor.bad[check], fix, evidence)
}

function inTime<T>(call: Promise<T>): Promise<T> {
  return within(CALL_TIMEOUT_MS, call, () => new DeliveryError('busy', 'timeout'))
}
