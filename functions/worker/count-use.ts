/** What a message reserves of the limits before it is answered, and what is counted when it was answered or refused. */
import { isAdmin } from '../bot/access'
import {
  type CounterKey,
  type Counts,
  type Refusal,
  toAnswerCounts,
  toGroupKey,
  toPersonKeys,
  toTotalKeys,
} from '../bot/counters'
import { toLimitSteps } from '../bot/limits'
import type { IncomingMessage } from '../dingtalk/types'
import { toId } from '../storage/usage-documents'
import type { AnswerOutcome, Job, MessageTools } from './types'

/** The answer is sent after it. */
const WRITE_PATIENCE_MS = 1_000

/**
 * Counts an answer to a person before it exists, where a limit is set, so that of many questions at once no more are
 * answered than the limit allows. While the database is away every question is answered and counted later.
 * @returns why the message is refused; otherwise the counters that have its answer by now
 */
export async function reserve(
  { config, usage }: MessageTools,
  { sender, conversation }: IncomingMessage,
  at: number,
): Promise<{ refused: Refusal } | { reserved: string[] }> {
  const { access, limits } = config
  const origin = { staffId: sender.staffId, conversation }
  const steps = isAdmin(access, origin) ? [] : toLimitSteps(limits, sender.id, at)
  // Only admins can block, so that without them no operation is needed.
  const person = access.admins.length > 0 && !isAdmin(access, origin) ? sender : undefined
  if (steps.length === 0 && !person) return { reserved: [] }
  const outcome = await usage.take(steps, person).catch(() => 'away' as const)
  if (outcome === 'away') return { reserved: [] }
  if (outcome === undefined) return { reserved: steps.map(({ key }) => toId(key)) }
  return { refused: outcome === 'blocked' ? 'blocked' : (steps[outcome]?.name ?? 'month') }
}

/** Counts a callback that DingTalk sent. */
export function countPush({ usage }: MessageTools, at: number): void {
  for (const key of toTotalKeys(at)) usage.add(key, { pushes: 1 })
}

/** Counts a refusal. */
export function countRefusal({ usage }: MessageTools, refusal: Refusal, at: number): void {
  for (const key of toTotalKeys(at)) usage.add(key, { [`refused-${refusal}`]: 1 })
}

/**
 * Counts the answer of the model; what is none (a failure, a sentence of the bot's own) is taken back. Written at once
 * where a limit depends on it, otherwise later. Never rejects.
 */
export async function countOutcome(
  { config, usage }: MessageTools,
  job: Job,
  outcome: AnswerOutcome | undefined,
): Promise<void> {
  const { message, receivedAt, reserved = [] } = job
  const { sender, conversation } = message
  const isAnswer = outcome?.turnPair?.answer !== undefined
  if (!isAnswer && reserved.length === 0) return
  const counts = isAnswer ? toAnswerCounts(outcome.usage, outcome.picture ? 1 : 0) : {}
  const { minute, ...periods } = toPersonKeys(receivedAt, sender.id)
  const groups = conversation.kind === 'group' ? [toGroupKey(receivedAt, conversation.id)] : []
  for (const key of [...toTotalKeys(receivedAt), ...Object.values(periods), ...groups]) {
    add(usage, key, counts, reserved)
  }
  if (!isAnswer) add(usage, minute, counts, reserved)
  if (isAnswer) usage.name(sender.id, sender.name)
  if (isAnswer) usage.name(conversation.id, conversation.title)
  const isUrgent = isAnswer ? config.limits.tokensPerMonth > 0 : reserved.length > 0
  // What cannot be written is kept for later.
  if (isUrgent) await usage.flush(WRITE_PATIENCE_MS).catch(() => undefined)
}

/** Counts web searches, also where no answer comes of them. */
export function countSearches({ usage }: MessageTools, { message, receivedAt }: Job, searches: number): void {
  const { sender, conversation } = message
  const { day, month } = toPersonKeys(receivedAt, sender.id)
  const groups = conversation.kind === 'group' ? [toGroupKey(receivedAt, conversation.id)] : []
  if (searches === 0) return
  for (const key of [...toTotalKeys(receivedAt), day, month, ...groups]) usage.add(key, { searches })
}

/** A counter that was reserved has the answer already. */
function add(usage: MessageTools['usage'], key: CounterKey, counts: Counts, reserved: string[]): void {
  const answers = (counts.answers ?? 0) - (reserved.includes(toId(key)) ? 1 : 0)
  const isUnchanged = answers === 0 && counts.tokens === undefined
  if (!isUnchanged) usage.add(key, { ...counts, answers })
}
