/**
 * Gets an answer to a person, by one of two channels.
 *
 * The robot API (a token, one metered call a part) and the message's own webhook (no token, not metered as an
 * API call, can @ the asker in a group). What passes (throttling, 5xx, resets) is ridden out on the same channel;
 * a refusal for good is tried once and the other channel is taken. DingTalk's rules: "the-robot-sends-a-group-
 * message", "robot-message-type"; retry guide: back off at least a second, exponentially, on 5xx and QPS.
 */
import { DeliveryError, type DeliveryFailure, toDeliveryError } from '../errors'
import type { AccessTokens } from './access-token'
import type { Api, Template } from './api'
import type { Incoming } from './message'
import { checkWebhook } from './webhook'

export type Channel = 'api' | 'webhook'

/** An answer ready to be sent; plain data, so that another process can go on with it. */
export interface OutgoingMessage {
  /** What the phone's notification shows of Markdown; plain text speaks for itself. */
  title: string
  markdown: boolean
  parts: string[]
}

/** Where a letter goes: the fields of the message it answers. */
export type Recipient = Pick<Incoming, 'robotCode' | 'conversation' | 'sender' | 'webhook'>

/** How far a delivery got, and what happens as it goes on. */
export interface DeliveryProgress {
  /** Parts that DingTalk has already accepted. */
  sent: number
  /** The channel they took. */
  channel?: Channel
  /** A part was accepted. Rejects when this delivery must stop, for example because another process goes on. */
  onSent(sent: number, channel: Channel): Promise<void>
  /** A line for the owner under the answer, when the first channel refused. */
  hint(failure: DeliveryFailure): Promise<string | undefined>
}

export interface DeliverySettings {
  /** The channel that is tried first. */
  replyVia: Channel
  appKey?: string
  appSecret?: string
  oapiUrl: string
  /** What a person reads where DingTalk's review refused the answer. */
  contentRefused: string
}

/** Pauses before another try on the same channel; after the last the other channel is taken. */
const BACK_OFF_MS = [1_000, 2_000, 4_000, 8_000]

/** No channel got through. `passing` says that a later try may. */
export class UndeliveredError extends Error {
  override readonly name = 'UndeliveredError'
  readonly passing: boolean
  constructor(readonly refusals: { channel: Channel; failure: DeliveryFailure; evidence?: string }[]) {
    super(refusals.map(({ channel, failure }) => `${channel}: ${failure}`).join(', '))
    this.passing = refusals.some(({ failure }) => new DeliveryError(failure).passing)
  }
}

export type Refusals = UndeliveredError['refusals']

/** @param wait sleeps for some milliseconds */
export function createDeliver(
  api: Api,
  tokens: AccessTokens,
  settings: DeliverySettings,
  wait: (ms: number) => Promise<void>,
) {
  const sendViaApi = async (to: Recipient, letter: OutgoingMessage, text: string): Promise<void> => {
    if (!settings.appKey || !settings.appSecret) throw new DeliveryError('app-missing')
    const { staffId } = to.sender
    if (to.conversation.kind === 'direct' && !staffId) throw new DeliveryError('no-staff-id')
    const robotCode = to.robotCode || settings.appKey
    const template = toTemplate(letter, text)
    await withToken(tokens, (token) =>
      to.conversation.kind === 'direct'
        ? api.sendToUser(token, robotCode, staffId as string, template)
        : api.sendToGroup(token, robotCode, to.conversation.id, template),
    )
  }

  const sendViaWebhook = async (
    to: Recipient,
    letter: OutgoingMessage,
    text: string,
    first: boolean,
  ): Promise<void> => {
    const url = checkWebhook(to.webhook, settings.oapiUrl, Date.now())
    const asker = first && to.conversation.kind === 'group' ? to.sender.staffId : undefined
    await api.sendToWebhook(url, toWebhookMessage(letter, text, asker))
  }

  const persist = async (attempt: () => Promise<void>): Promise<void> => {
    for (const pauseMs of BACK_OFF_MS) {
      try {
        return await attempt()
      } catch (error) {
        if (!toDeliveryError(error).passing) throw error
        await wait(pauseMs * (1 + Math.random() / 4))
      }
    }
    return attempt()
  }

  /** Sends one part; where DingTalk's review refuses its content, a sentence that says so takes its place. */
  const sendPart = async (
    channel: Channel,
    to: Recipient,
    letter: OutgoingMessage,
    text: string,
    first: boolean,
  ): Promise<void> => {
    const send = (words: string) =>
      persist(() =>
        channel === 'api' ? sendViaApi(to, letter, words) : sendViaWebhook(to, letter, words, first),
      )
    try {
      await send(text)
    } catch (error) {
      if (toDeliveryError(error).failure !== 'content-refused') throw error
      await send(settings.contentRefused)
    }
  }

  /**
   * Delivers what is left of a letter.
   * @returns the channel that got through, and what the other one said
   * @throws UndeliveredError when no channel did; whatever `onSent` throws
   */
  return async function deliver(
    to: Recipient,
    letter: OutgoingMessage,
    progress: DeliveryProgress,
  ): Promise<{ channel: Channel; refusals: Refusals }> {
    const refusals: Refusals = []
    let sent = progress.sent
    const first = progress.channel ?? settings.replyVia
    for (const channel of [first, other(first)]) {
      try {
        while (sent < letter.parts.length) {
          const isLast = sent === letter.parts.length - 1
          const line = isLast && refusals[0] ? await progress.hint(refusals[0].failure) : undefined
          const text = [letter.parts[sent], line].filter(Boolean).join('\n\n')
          await sendPart(channel, to, letter, text, sent === 0)
          sent += 1
          await progress.onSent(sent, channel)
        }
        return { channel, refusals }
      } catch (error) {
        if ((error as { name?: unknown }).name === 'StoppedError') throw error
        const { failure, evidence } = toDeliveryError(error)
        refusals.push({ channel, failure, evidence })
      }
    }
    throw new UndeliveredError(refusals)
  }
}

/** What `onSent` throws to stop a delivery without another try. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

/** A call with the token, and once more with another one when DingTalk no longer takes it. */
export async function withToken<T>(tokens: AccessTokens, call: (token: string) => Promise<T>): Promise<T> {
  const token = await tokens.get()
  try {
    return await call(token)
  } catch (error) {
    if (toDeliveryError(error).failure !== 'token-refused') throw error
    return call(await tokens.renew(token))
  }
}

/** The HTTP body that answers in the acknowledgement itself; the same shapes as a webhook's message. */
export function toWebhookMessage(
  { title, markdown }: Omit<OutgoingMessage, 'parts'>,
  text: string,
  asker?: string,
): object {
  // Markdown shows an @ only where the text names the id as well.
  const said = asker && markdown ? `@${asker} \n\n${text}` : asker ? `@${asker} ${text}` : text
  return {
    ...(markdown
      ? { msgtype: 'markdown', markdown: { title, text: said } }
      : { msgtype: 'text', text: { content: said } }),
    ...(asker ? { at: { atUserIds: [asker], isAtAll: false } } : {}),
  }
}

function toTemplate({ title, markdown }: OutgoingMessage, text: string): Template {
  return markdown
    ? { msgKey: 'sampleMarkdown', fields: { title, text } }
    : { msgKey: 'sampleText', fields: { content: text } }
}

function other(channel: Channel): Channel {
  return channel === 'api' ? 'webhook' : 'api'
}
