/**
 * DingTalk's server API: one function a route. Every answer is checked; what went wrong is a `DeliveryError`.
 *
 * The only file that speaks to DingTalk. Routes go over the transport, which keeps connections alive and follows no
 * redirects, for the webhook's address came with a message; files, which may be redirected, come by axios.
 */
import type { AxiosStatic } from 'axios'
import { abortAfter } from '../deadline'
import { DeliveryError, describe } from '../errors'
import { createTransport } from '../http'
import { asArray, asNumber, asString } from '../untrusted'
import { type Answered, accept } from './failures'

/** DingTalk's own gateway gives up after 3 s; longer than this nothing good comes. */
const CALL_TIMEOUT_MS = 10_000
/** Of a file of up to 10 MB. */
const DOWNLOAD_TIMEOUT_MS = 30_000
/** An answer of DingTalk's is a few hundred bytes. */
const MAX_ANSWER_BYTES = 1024 * 1024

const ACCEPT = { accept: 'application/json', 'user-agent': 'dingtalk-chatgpt' }
const JSON_CONTENT = { ...ACCEPT, 'content-type': 'application/json' }
/** A file's own host is another one than the API's, and passes on to further ones. */
const DOWNLOAD = { responseType: 'arraybuffer', maxRedirects: 3, validateStatus: null } as const

/** A message in the robot API's form: a template's name, and its fields. */
export interface Template {
  msgKey: 'sampleText' | 'sampleMarkdown'
  fields: Record<string, string>
}

export type Api = ReturnType<typeof createApi>

/**
 * The routes the bot uses.
 * @param urls origins of the two hosts, without a slash at the end
 */
export function createApi(urls: { apiUrl: string; oapiUrl: string }) {
  const call = createTransport(MAX_ANSWER_BYTES)

  const post = async (url: string, content: unknown, token?: string): Promise<Record<string, unknown>> => {
    let answered: Answered
    try {
      const headers = { ...JSON_CONTENT, ...(token ? { 'x-acs-dingtalk-access-token': token } : {}) }
      const body = JSON.stringify(content)
      const { status, text } = await call(url, { method: 'POST', headers, body, timeoutMs: CALL_TIMEOUT_MS })
      answered = { status, body: toJson(await text) }
    } catch (error) {
      // No answer at all: a refused or reset connection, a timeout, an oversized body.
      throw new DeliveryError('busy', describe(error))
    }
    return accept(answered)
  }

  return {
    /** A new access token, or the current one prolonged; `expiresInMs` from now. */
    async requestToken(appKey: string, appSecret: string): Promise<{ token: string; expiresInMs: number }> {
      const answer = await post(`${urls.apiUrl}/v1.0/oauth2/accessToken`, { appKey, appSecret })
      const token = asString(answer.accessToken)
      if (!token) throw new DeliveryError('busy', 'no accessToken in the answer')
      return { token, expiresInMs: (asNumber(answer.expireIn) ?? 0) * 1_000 }
    },

    /** DingTalk's clock by the `Date` of an answer, whatever it answers; ms since the epoch. */
    async readClock(): Promise<number> {
      const request = { method: 'GET', headers: ACCEPT, body: '', timeoutMs: CALL_TIMEOUT_MS }
      const { headers } = await call(urls.apiUrl, request)
      return Date.parse(String(headers.date))
    },

    /** One message to one person, by the user id of the organisation. */
    async sendToUser(token: string, robotCode: string, userId: string, template: Template): Promise<void> {
      const body = { robotCode, userIds: [userId], ...toMessage(template) }
      const answer = await post(`${urls.apiUrl}/v1.0/robot/oToMessages/batchSend`, body, token)
      // A 200 can still say that the person was not reached.
      for (const list of ['invalidStaffIdList', 'flowControlledStaffIdList', 'filteredStaffIdList']) {
        if (asArray(answer[list]).includes(userId)) throw new DeliveryError('user-not-reached', `200 ${list}`)
      }
    },

    /** One message to a group, by the callback's conversation id. It cannot @ anybody. */
    async sendToGroup(
      token: string,
      robotCode: string,
      conversationId: string,
      template: Template,
    ): Promise<void> {
      const body = { robotCode, openConversationId: conversationId, ...toMessage(template) }
      await post(`${urls.apiUrl}/v1.0/robot/groupMessages/send`, body, token)
    },

    /** One message to the conversation a webhook belongs to; the caller has checked the address. */
    async sendToWebhook(url: string, message: object): Promise<void> {
      await post(url, message)
    },

    /** Where a picture or file that was sent to the robot can be fetched, for a while. */
    async requestDownload(token: string, robotCode: string, downloadCode: string): Promise<string> {
      const body = { robotCode, downloadCode }
      const answer = await post(`${urls.apiUrl}/v1.0/robot/messageFiles/download`, body, token)
      const url = asString(answer.downloadUrl)
      if (!url) throw new DeliveryError('rejected', 'no downloadUrl in the answer')
      return url
    },

    /**
     * Fetches what `requestDownload` named.
     * @throws DeliveryError `too large` as `rejected` with that evidence
     */
    async download(url: string, maxBytes: number): Promise<Buffer> {
      try {
        const how = { ...DOWNLOAD, maxContentLength: maxBytes }
        const { status, data } = await abortAfter(
          DOWNLOAD_TIMEOUT_MS,
          (signal) => loadAxios().get(url, { ...how, signal }),
          () => new DeliveryError('busy', 'timeout'),
        )
        if (status === 200) return Buffer.from(data)
        throw new DeliveryError(status >= 500 ? 'busy' : 'rejected', `download ${status}`)
      } catch (error) {
        if ((error as { name?: unknown }).name === 'DeliveryError') throw error
        const tooLarge = /maxContentLength/.test(String((error as { message?: unknown }).message))
        throw new DeliveryError(tooLarge ? 'rejected' : 'busy', tooLarge ? TOO_LARGE : describe(error))
      }
    },
  }
}

/** The evidence of a download that was broken off for its size. */
export const TOO_LARGE = 'download too large'

/** A gateway's page is no JSON, and no answer either. */
function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `msgParam` is the JSON text of the template's fields, not an object. */
function toMessage({ msgKey, fields }: Template): { msgKey: string; msgParam: string } {
  return { msgKey, msgParam: JSON.stringify(fields) }
}

/** Loaded at the first file: no callback and no answer waits for it. */
function loadAxios(): AxiosStatic {
  return require('axios')
}
