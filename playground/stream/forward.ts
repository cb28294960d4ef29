import { createApi } from '../../functions/dingtalk/api'
import { parse } from '../../functions/dingtalk/message'
import { checkWebhook } from '../../functions/dingtalk/webhook'
import { isPassing, toDeliveryError } from '../../functions/errors'
import { sign } from '../dingtalk/callback/sign'
import type { AppCredentials } from './connection'
import { texts } from './texts'

/** Where messages go, and how they are signed. */
export interface ForwardOptions {
  /** Address of the local function. */
  url: string
  account: AppCredentials
  /** Origin of DingTalk's webhooks. */
  oapiUrl: string
  now: () => number
  print: (line: string) => void
}

/** The function acknowledges within two seconds; after this long it has failed. */
const TIMEOUT_MS = 10_000
/** Pauses before an inline reply that failed is sent again. */
const PAUSES_MS = [500, 2_000]

/**
 * Posts messages to the function as DingTalk's HTTP mode would: the same body, freshly signed.
 * @returns a function that never rejects. It acknowledges what the function accepted or will never accept, and
 * resolves after the inline reply was sent.
 */
export function createForwarder({ url, account, oapiUrl, now, print }: ForwardOptions) {
  const api = createApi({ apiUrl: account.apiUrl, oapiUrl })

  const post = async (data: string): Promise<{ status: number; body: unknown }> => {
    const timestamp = String(now())
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', timestamp, sign: sign(timestamp, account.appSecret) },
      body: data,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: response.status, body: await response.json().catch(() => undefined) }
  }

  /** Stream mode has no response body: an inline reply is sent through the message's own webhook. */
  const sendReply = async (data: string, reply: unknown): Promise<void> => {
    const { msgtype } = (reply ?? {}) as { msgtype?: unknown }
    if (typeof msgtype !== 'string' || msgtype === 'empty') return
    for (const pauseMs of [...PAUSES_MS, undefined]) {
      try {
        const webhook = parse(JSON.parse(data), account.appKey)?.webhook
        return await api.sendToWebhook(checkWebhook(webhook, oapiUrl, now()), reply as object)
      } catch (error) {
        const { failure, message } = toDeliveryError(error)
        if (!isPassing(failure) || pauseMs === undefined) return print(texts.notReplied(message))
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }
  }

  return async function forward(data: string, acknowledge: () => void): Promise<void> {
    try {
      const { status, body } = await post(data)
      // 400: not a robot message, which sending it again would not change.
      if (status === 200 || status === 400) acknowledge()
      if (status !== 200) return print(status === 400 ? texts.noMessage : texts.notAccepted(status))
      await sendReply(data, body)
    } catch (error) {
      print(texts.notAccepted((error as Error).name))
    }
  }
}
