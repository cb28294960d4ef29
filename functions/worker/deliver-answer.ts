/** Sends a stored answer, part by part, and notes in the inbox how far it got. */
import { type DeliveryResult, deliver } from '../dingtalk/deliver'
import type { Channel, OutgoingMessage } from '../dingtalk/types'
import { type DeliveryFailure, isPassing } from '../errors'
import type { WorkerContext } from './context'
import type { AnswerOutcome, Ending, InFlightMessage } from './types'

/** Failures that no admin can fix: no line under the answer for these. */
const NO_HINT_FOR: ReadonlySet<DeliveryFailure> = new Set([
  'webhook-gone',
  'throttled',
  'busy',
  'content-refused',
  'group-gone',
])

/** Delivers what is left of an answer. */
export async function deliverAnswer(
  context: WorkerContext,
  message: InFlightMessage,
  { message: outgoing, result, evidence, model, usage }: AnswerOutcome,
): Promise<Ending> {
  const details = { evidence, model, tokens: usage, parts: outgoing.parts.length }
  if (message.replyInBody) return { result, ...details, channel: 'body' }
  const delivery = await send(context, message, outgoing)
  if (delivery.state === 'stopped') return { result: 'taken-over', ...details }
  const { refusals } = delivery
  if (delivery.state === 'failed')
    return { result: delivery.canRetry ? 'postponed' : 'undelivered', ...details, refusals }
  return { result, ...details, channel: delivery.channel, ...(refusals.length > 0 ? { refusals } : {}) }
}

async function send(
  context: WorkerContext,
  message: InFlightMessage,
  outgoing: OutgoingMessage,
): Promise<DeliveryResult> {
  const { job, tools } = message
  if (await isLost(context, message)) return { state: 'stopped' }
  message.isSending = true
  const result = await deliver(tools.delivery, job.message, outgoing, {
    sent: job.sent,
    channel: job.channel,
    onSent: (sent, channel) => noteSent(context, message, outgoing, sent, channel),
    hint: (failure) => hintOf(context, message, failure),
  }).finally(() => {
    message.isSending = false
  })
  if (result.state === 'failed') {
    // The next attempt begins with the channel that may work then, not with one that refused for good.
    job.channel = result.refusals.find(({ failure }) => isPassing(failure))?.channel ?? job.channel
  }
  return result
}

/** A process that was suspended may have lost its lease. */
async function isLost({ inbox }: WorkerContext, { job, stored }: InFlightMessage): Promise<boolean> {
  return stored && Date.now() > job.leaseUntil && !(await inbox.isMine(job).catch(() => true))
}

/** @returns false when another process has the message by now and sends the rest */
async function noteSent(
  { inbox }: WorkerContext,
  { job, stored }: InFlightMessage,
  { parts }: OutgoingMessage,
  sent: number,
  channel: Channel,
): Promise<boolean> {
  job.sent = sent
  job.channel = channel
  // The last part is noted when the message is closed.
  if (!stored || sent === parts.length) return true
  return inbox.saveProgress(job, sent, channel).catch(() => true)
}

/** The line for the admin, at most once an hour. */
async function hintOf(
  { botStatus }: WorkerContext,
  { tools: { texts } }: InFlightMessage,
  failure: DeliveryFailure,
): Promise<string | undefined> {
  if (NO_HINT_FOR.has(failure) || !(await botStatus.mayHint().catch(() => false))) return undefined
  return texts.adminHint(texts.fix[failure])
}
