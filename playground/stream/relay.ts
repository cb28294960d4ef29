import { createApi } from '../../functions/dingtalk/api'
import { parse } from '../../functions/dingtalk/message'
import { checkWebhook } from '../../functions/dingtalk/webhook'
import { toDeliveryError } from '../../functions/errors'
import { sign } from '../dingtalk/callback/sign'
import type { Account } from './connection'
import { words } from './messages'

export interface RelayOptions {
  /** Address of the local function. */
  url: string
  account: Account
  /** Origin of DingTalk's webhooks. */
  oapiUrl: string
  now: () => number
  say: (line: string) => void
}

/** The function acknowledges within two seconds; longer than this nothing good comes. */
const TIMEOUT_MS = 10_000
/** Pauses before a direct reply that failed is sent again. */
const PAUSES_MS = [500, 2_000]

/**
 * Hands messages to the function as DingTalk's HTTP mode would: the same body, freshly signed.
 * @returns a function that never rejects. It acknowledges what the function has taken, or never will, and resolves
 * when nothing is left to do.
 */
export function createRelay({ url, account, oapiUrl, now, say }: RelayOptions) {
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

  /** Stream mode has no response body: what the function answers at once goes through the message's own webhook. */
  const passOn = async (data: string, answer: unknown): Promise<void> => {
    const { msgtype } = (answer ?? {}) as { msgtype?: unknown }
    if (typeof msgtype !== 'string' || msgtype === 'empty') return
    for (const pauseMs of [...PAUSES_MS, undefined]) {
      try {
        const webhook = parse(JSON.parse(data), account.appKey)?.webhook
        return await api.sendToWebhook(checkWebhook(webhook, oapiUrl, now()), answer as object)
      } catch (error) {
        const { failure, message } = toDeliveryError(error)
        if (!isPassing(failure) || pauseMs === undefined) return say(words.notReplied(message))
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }
  }

  return async function relay(data: string, acknowledge: () => void): Promise<void> {
    let answer: unknown
    try {
      const { status, body } = await post(data)
      // What is no robot message will not be one when it comes again.
      if (status === 200 || status === 400) acknowledge()
      if (status !== 200) return say(status === 400 ? words.noMessage : words.notTaken(status))
      answer = body
    } catch (error) {
      return say(words.notTaken((error as Error).name))
    }
    await passOn(data, answer)
  }
}
