/**
 * Delivers an answer: its first part on the card that shows it, where there is one, the rest on one of two channels.
 *
 * The robot API (an access token, one metered call a part) and the message's own webhook (no token, not metered as an
 * API call, can @ the asker in a group). Every call waits for its time. After a failure that passes (5xx, resets) the
 * same channel is tried again, after throttling for as long as it takes; after a refusal for good the other channel is
 * taken. DingTalk's rules: "the-robot-sends-a-group-message", "robot-message-type"; retry guide: back off at least a
 * second, exponentially, on 5xx and QPS.
 */
import { now } from '../clock'
import { DeliveryError, type DeliveryFailure, hasName, isPassing, toDeliveryError } from '../errors'
import { type AccessTokens, withAccessToken } from './access-token'
import type { Api, SendKey, Template } from './api'
import type { Pacer, Pacers, Place } from './pacer'
import type { Channel, OutgoingMessage, Recipient, Refusal } from './types'
import { checkWebhook, toWebhookMessage } from './webhook'

/** How far a delivery got. */
export interface DeliveryProgress {
  /** Parts that DingTalk has accepted. */
  sent: number
  /** The channel they took. */
  channel?: Channel
  /** A card that waits for the first part. */
  card?: CardSlot
  /** Why there is no card, where one was tried. */
  cardRefusal?: Refusal
  /** The place of its calls among those that wait. */
  place: Place
  /** A part is about to be sent. @returns false when the delivery must stop: another process continues */
  onStart(): Promise<boolean>
  /** DingTalk did not accept the part; it may be sent again later. */
  onFailed(): void
  /** A part was accepted. @returns false when the delivery must stop: another process continues */
  onSent(sent: number, channel: Channel, key: SendKey): Promise<boolean>
  /** A line for the admin under the answer, when the first channel refused. */
  hint(failure: DeliveryFailure): Promise<string | undefined>
}

/** A card, as a delivery uses it. */
export interface CardSlot {
  /** Shows the text as the whole answer, or as its beginning. @throws DeliveryError */
  finish(text: string, isWhole: boolean): Promise<void>
  /** DingTalk did not take the text for good: it comes as a message. Never rejects. */
  refused(refusal: Refusal): Promise<void>
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
  /** For the robot API, cards and reactions. */
  pacer: Pacer
  /** For the webhooks of a conversation. */
  pacerOf: Pacers['ofConversation']
  /** The channel that messages take first. */
  replyVia: MessageChannel
  appKey?: string
  appSecret?: string
  /** The origin of webhooks. */
  oapiUrl: string
  /** What a person reads where DingTalk's review refused the answer. */
  contentRefused: string
  sleep(ms: number): Promise<void>
}

/** A card that DingTalk throttles for longer gets no answer: that comes as a message. */
const CARD_PATIENCE_MS = 5 * 60 * 1_000

type MessageChannel = Exclude<Channel, 'card'>

/** Pauses before the next try on the same channel after 5xx and resets, ms; then the other channel is taken. */
const BACK_OFF_MS = [1_000, 2_000, 4_000, 8_000]

interface Sending {
  context: DeliveryContext
  channel: Channel
  to: Recipient
  message: OutgoingMessage
  progress: DeliveryProgress
  /** Parts accepted so far, on both channels. */
  sent: number
}

/** Delivers what is left of a message. Rejects only if `onSent` or `hint` do. */
export async function deliver(
  context: DeliveryContext,
  to: Recipient,
  message: OutgoingMessage,
  progress: DeliveryProgress,
): Promise<DeliveryResult> {
  const refusals: Refusal[] = progress.cardRefusal ? [progress.cardRefusal] : []
  const sending: Sending = { context, channel: 'card', to, message, progress, sent: progress.sent }
  for (const channel of toChannels(context, progress)) {
    sending.channel = channel
    const outcome = await sendParts(sending, refusals[0]?.failure)
    if (outcome === 'stopped') return { state: 'stopped' }
    if (outcome === 'sent') {
      if (sending.sent === message.parts.length) return { state: 'delivered', channel, refusals }
      continue
    }
    const refusal: Refusal = { channel, failure: outcome.failure, evidence: outcome.evidence }
    refusals.push(refusal)
    if (channel === 'card') await progress.card?.refused(refusal)
    // The pacer has waited for as long as an answer may take.
    else if (refusal.failure === 'throttled') break
  }
  const canRetry = refusals.some(({ channel, failure }) => channel !== 'card' && isPassing(failure))
  return { state: 'failed', canRetry, refusals }
}

function toChannels({ replyVia }: DeliveryContext, { card, channel, sent }: DeliveryProgress): Channel[] {
  const first = channel === undefined || channel === 'card' ? replyVia : channel
  const messages: Channel[] = [first, first === 'api' ? 'webhook' : 'api']
  return card && sent === 0 ? ['card', ...messages] : messages
}

/**
 * Sends the parts that are left on one channel; on a card the first part alone.
 * @param refused why the other channel refused
 * @returns `sent`, `stopped`, or why this channel refused a part
 */
async function sendParts(
  sending: Sending,
  refused: DeliveryFailure | undefined,
): Promise<'sent' | 'stopped' | DeliveryError> {
  const { progress, message } = sending
  const { parts } = message
  const end = sending.channel === 'card' ? 1 : parts.length
  while (sending.sent < end) {
    const isLast = sending.sent === parts.length - 1
    const hint = isLast && refused ? await progress.hint(refused) : undefined
    const number =
      parts.length > 1 && sending.channel !== 'card' ? `(${sending.sent + 1}/${parts.length})` : ''
    const text = [parts[sending.sent]?.trimEnd(), number, hint].filter(Boolean).join('\n\n')
    let key: SendKey
    try {
      key = await sendPart(number ? withNumber(sending, number) : sending, text)
    } catch (error) {
      return hasName(error, STOPPED.name) ? 'stopped' : toDeliveryError(error)
    }
    sending.sent += 1
    if (!(await progress.onSent(sending.sent, sending.channel, key))) return 'stopped'
  }
  return 'sent'
}

/** Notifications show titles: each says which part of the answer it is. */
function withNumber(sending: Sending, number: string): Sending {
  const { message } = sending
  return { ...sending, message: { ...message, title: `${message.title} ${number}` } }
}

/** Sends one part. Where DingTalk's review refuses it, a sentence that says so is sent instead. */
async function sendPart(sending: Sending, text: string): Promise<SendKey> {
  try {
    return await sendWithRetries(sending, text)
  } catch (error) {
    if (toDeliveryError(error).failure !== 'content-refused') throw error
    return sendWithRetries(sending, sending.context.contentRefused)
  }
}

/** Thrown when another process continues the delivery. */
const STOPPED = { name: 'DeliveryStopped' }

async function sendWithRetries(sending: Sending, text: string): Promise<SendKey> {
  for (const pauseMs of BACK_OFF_MS) {
    try {
      return await sendInTime(sending, text)
    } catch (error) {
      if (hasName(error, STOPPED.name) || toDeliveryError(error).failure !== 'busy') throw error
      await sending.context.sleep(pauseMs * (1 + Math.random() / 4))
    }
  }
  return sendInTime(sending, text)
}

/** Waits for the time of the call, and makes it if the message still belongs to this process. */
function sendInTime(sending: Sending, text: string): Promise<SendKey> {
  const { context, channel, progress, to } = sending
  const pacer = channel === 'webhook' ? context.pacerOf(to.conversation.id) : context.pacer
  const send = { api: sendViaApi, webhook: sendViaWebhook, card: finishCard }[channel]
  const { arrivedAt, expiresAt } = progress.place
  const patience = channel === 'card' ? Math.min(expiresAt, now() + CARD_PATIENCE_MS) : expiresAt
  return pacer.run({ arrivedAt, expiresAt: patience }, async () => {
    if (!(await progress.onStart())) throw STOPPED
    return send(sending, text).catch((error) => {
      progress.onFailed()
      throw error
    })
  })
}

async function finishCard({ message, progress }: Sending, text: string): Promise<SendKey> {
  await progress.card?.finish(text, message.parts.length === 1)
  return undefined
}

async function sendViaApi({ context, to, message }: Sending, text: string): Promise<SendKey> {
  const { api, accessTokens, appKey, appSecret } = context
  if (!appKey || !appSecret) throw new DeliveryError('app-missing')
  const { conversation, sender } = to
  const { staffId = '' } = sender
  if (conversation.kind === 'direct' && !staffId) throw new DeliveryError('no-staff-id')
  const robotCode = to.robotCode || appKey
  const template = toTemplate(message, text)
  return withAccessToken(accessTokens, (token) =>
    conversation.kind === 'direct'
      ? api.sendToUser(token, robotCode, staffId, template)
      : api.sendToGroup(token, robotCode, conversation.id, template),
  )
}

function toTemplate({ title, markdown, picture, parts }: OutgoingMessage, text: string): Template {
  // With a hint under the picture, or a sentence in its place, it is Markdown.
  if (picture && text === parts[0]) return { msgKey: 'sampleImageMsg', fields: { photoURL: picture } }
  return markdown
    ? { msgKey: 'sampleMarkdown', fields: { title, text } }
    : { msgKey: 'sampleText', fields: { content: text } }
}

async function sendViaWebhook({ context, to, message, sent }: Sending, text: string): Promise<SendKey> {
  const url = checkWebhook(to.webhook, context.oapiUrl, Date.now())
  const asker = sent === 0 && to.conversation.kind === 'group' ? to.sender.staffId : undefined
  await context.api.sendToWebhook(url, toWebhookMessage(message, text, asker))
  return undefined
}
