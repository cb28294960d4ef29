/** Sends a stored answer, part by part, and notes in the inbox how far it got. */
import type { DeliveryResult } from '../dingtalk/deliver'
import type { Channel, IncomingMessage, OutgoingMessage } from '../dingtalk/types'
import { type DeliveryFailure, isPassing } from '../errors'
import type { WorkerContext } from './context'
import type { InFlightMessage } from './types'

/** `body`: the answer is the HTTP body of the callback. */
export type AnswerDelivery =
  | Exclude<DeliveryResult, { state: 'delivered' }>
  | { state: 'delivered'; channel: Channel | 'body'; refusals: DeliveryRefusals }

type DeliveryRefusals = Extract<DeliveryResult, { state: 'delivered' }>['refusals']

/** Delivers what is left of an answer. */
export async function deliverAnswer(
  context: WorkerContext,
  message: InFlightMessage,
  outgoing: OutgoingMessage,
): Promise<AnswerDelivery> {
  const { job } = message
  if (message.replyInBody) return { state: 'delivered', channel: 'body', refusals: [] }
  if (await isLost(context, message)) return { state: 'stopped' }
  message.isSending = true
  const result = await context
    .deliver(job.message as IncomingMessage, outgoing, {
      sent: job.sent,
      channel: job.channel as Channel | undefined,
      onSent: (sent, channel) => noteSent(context, message, outgoing, sent, channel),
      hint: (failure) => hintOf(context, failure),
    })
    .finally(() => {
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
async function hintOf(context: WorkerContext, failure: DeliveryFailure): Promise<string | undefined> {
  const hint = context.adminHint(failure)
  return hint && (await context.botStatus.mayHint().catch(() => false)) ? hint : undefined
}
