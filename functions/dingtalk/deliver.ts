/**
 * Delivers an answer on one of two channels.
 *
 * The robot API (an access token, one metered call a part) and the message's own webhook (no token, not metered as an
 * API call, can @ the asker in a group). After a failure that passes (throttling, 5xx, resets) the same channel is
 * tried again; after a refusal for good the other channel is taken. DingTalk's rules: "the-robot-sends-a-group-message",
 * "robot-message-type"; retry guide: back off at least a second, exponentially, on 5xx and QPS.
 */
import { DeliveryError, type DeliveryFailure, isPassing, toDeliveryError } from '../errors'
import { type AccessTokens, withAccessToken } from './access-token'
import type { Api } from './api'
import { toTemplate, toWebhookMessage } from './outgoing'
import type { Channel, OutgoingMessage, Recipient, Refusal } from './types'
import { checkWebhook } from './webhook'

/** How far a delivery got. */
export interface DeliveryProgress {
  /** Parts that DingTalk has accepted. */
  sent: number
  /** The channel they took. */
  channel?: Channel
  /** A part was accepted. @returns false when the delivery must stop: another process continues */
  onSent(sent: number, channel: Channel): Promise<boolean>
  /** A line for the admin under the answer, when the first channel refused. */
  hint(failure: DeliveryFailure): Promise<string | undefined>
}

export type DeliveryResult =
  | { state: 'delivered'; channel: Channel; refusals: Refusal[] }
  /** No channel accepted it; `canRetry` when a later attempt may succeed. */
  | { state: 'failed'; canRetry: boolean; refusals: Refusal[] }
  /** Another process continues. */
  | { state: 'stopped' }

export interface DeliveryContext {
  api: Api
  accessTokens: AccessTokens
  /** The channel that is tried first. */
  replyVia: Channel
  appKey?: string
  appSecret?: string
  /** The origin of webhooks. */
  oapiUrl: string
  /** What a person reads where DingTalk's review refused the answer. */
  contentRefused: string
  sleep(ms: number): Promise<void>
}

/** Pauses before the next try on the same channel, ms; after the last the other channel is taken. */
const BACK_OFF_MS = [1_000, 2_000, 4_000, 8_000]

/** Delivers what is left of a message. Rejects only if `onSent` or `hint` do. */
export async function deliver(
  context: DeliveryContext,
  to: Recipient,
  message: OutgoingMessage,
  progress: DeliveryProgress,
): Promise<DeliveryResult> {
  const refusals: Refusal[] = []
  const state = { sent: progress.sent }
  const first = progress.channel ?? context.replyVia
  for (const channel of [first, otherThan(first)]) {
    const outcome = await sendParts(context, { channel, to, message, progress, state, refusals })
    if (outcome === 'stopped') return { state: 'stopped' }
    if (outcome === 'sent') return { state: 'delivered', channel, refusals }
    refusals.push({ channel, failure: outcome.failure, evidence: outcome.evidence })
  }
  return { state: 'failed', canRetry: refusals.some(({ failure }) => isPassing(failure)), refusals }
}

interface Sending {
  channel: Channel
  to: Recipient
  message: OutgoingMessage
  progress: DeliveryProgress
  /** Parts accepted so far, on both channels. */
  state: { sent: number }
  /** What the other channel said. */
  refusals: Refusal[]
}

/** Sends the parts that are left on one channel. @returns `sent`, `stopped`, or why the channel refused a part */
async function sendParts(
  context: DeliveryContext,
  sending: Sending,
): Promise<'sent' | 'stopped' | DeliveryError> {
  const { channel, message, progress, state, refusals } = sending
  while (state.sent < message.parts.length) {
    const isLast = state.sent === message.parts.length - 1
    const hint = isLast && refusals[0] ? await progress.hint(refusals[0].failure) : undefined
    const text = [message.parts[state.sent], hint].filter(Boolean).join('\n\n')
    try {
      await sendPart(context, sending, text)
    } catch (error) {
      return toDeliveryError(error)
    }
    state.sent += 1
    if (!(await progress.onSent(state.sent, channel))) return 'stopped'
  }
  return 'sent'
}

/** Sends one part. Where DingTalk's review refuses it, a sentence that says so is sent instead. */
async function sendPart(context: DeliveryContext, sending: Sending, text: string): Promise<void> {
  try {
    await sendWithRetries(context, sending, text)
  } catch (error) {
    if (toDeliveryError(error).failure !== 'content-refused') throw error
    await sendWithRetries(context, sending, context.contentRefused)
  }
}

async function sendWithRetries(context: DeliveryContext, sending: Sending, text: string): Promise<void> {
  const send = sending.channel === 'api' ? sendViaApi : sendViaWebhook
  for (const pauseMs of BACK_OFF_MS) {
    try {
      return await send(context, sending, text)
    } catch (error) {
      if (!isPassing(toDeliveryError(error).failure)) throw error
      await context.sleep(pauseMs * (1 + Math.random() / 4))
    }
  }
  return send(context, sending, text)
}

async function sendViaApi(context: DeliveryContext, { to, message }: Sending, text: string): Promise<void> {
  const { api, accessTokens, appKey, appSecret } = context
  if (!appKey || !appSecret) throw new DeliveryError('app-missing')
  const { conversation, sender } = to
  const { staffId = '' } = sender
  if (conversation.kind === 'direct' && !staffId) throw new DeliveryError('no-staff-id')
  const robotCode = to.robotCode || appKey
  const template = toTemplate(message, text)
  await withAccessToken(accessTokens, (token) =>
    conversation.kind === 'direct'
      ? api.sendToUser(token, robotCode, staffId, template)
      : api.sendToGroup(token, robotCode, conversation.id, template),
  )
}

async function sendViaWebhook(
  { api, oapiUrl }: DeliveryContext,
  { to, message, state }: Sending,
  text: string,
): Promise<void> {
  const url = checkWebhook(to.webhook, oapiUrl, Date.now())
  const isFirst = state.sent === 0
  const asker = isFirst && to.conversation.kind === 'group' ? to.sender.staffId : undefined
  await api.sendToWebhook(url, toWebhookMessage(message, text, asker))
}

function otherThan(channel: Channel): Channel {
  return channel === 'api' ? 'webhook' : 'api'
}
