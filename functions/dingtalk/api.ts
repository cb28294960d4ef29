/**
 * DingTalk's server API: one function a route. Every response is checked; what went wrong is a `DeliveryError`.
 *
 * The only file that calls DingTalk. Files are downloaded with axios, which follows their redirects; no other call is
 * redirected, because the webhook's address came with a message.
 */
import type { AxiosStatic } from 'axios'
import { abortAfter } from '../deadline'
import { DeliveryError, describe } from '../errors'
import { request } from '../http'
import { asArray, asNumber, asString, parseJson } from '../untrusted'
import { accept } from './failures'

/** DingTalk's own gateway times out after 3 s. */
const CALL_TIMEOUT_MS = 10_000
/** For a file of up to 10 MB. */
const DOWNLOAD_TIMEOUT_MS = 30_000
/** The download address belongs to another host, which redirects to storage hosts. */
const MAX_DOWNLOAD_REDIRECTS = 3
/** A response of DingTalk's API has a few hundred bytes. */
const MAX_RESPONSE_BYTES = 1024 * 1024
const HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'dingtalk-chatgpt',
}

/** A message of the robot API: the key of a template, and the template's fields. */
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
  const post = async (url: string, data: object, token?: string): Promise<Record<string, unknown>> => {
    const { status, text } = await request(url, {
      method: 'POST',
      headers: { ...HEADERS, ...(token ? { 'x-acs-dingtalk-access-token': token } : {}) },
      body: JSON.stringify(data),
      timeoutMs: CALL_TIMEOUT_MS,
      maxBytes: MAX_RESPONSE_BYTES,
    }).catch((error) => {
      // No complete response: a refused or reset connection, a timeout, an oversized body.
      throw new DeliveryError('busy', describe(error))
    })
    return accept({ status, body: parseJson(text) })
  }

  return {
    /** A new access token, or the current one prolonged; `expiresInMs` from now. */
    async requestToken(appKey: string, appSecret: string): Promise<{ token: string; expiresInMs: number }> {
      const response = await post(`${urls.apiUrl}/v1.0/oauth2/accessToken`, { appKey, appSecret })
      const token = asString(response.accessToken)
      if (!token) throw new DeliveryError('busy', 'no accessToken in the response')
      return { token, expiresInMs: (asNumber(response.expireIn) ?? 0) * 1_000 }
    },

    /** DingTalk's clock, by the `Date` header of a response of any status; ms since the epoch. */
    async readClock(): Promise<number> {
      const call = { timeoutMs: CALL_TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES }
      const { headers } = await request(urls.apiUrl, call)
      return Date.parse(String(headers.date))
    },

    /** One message to one person. @param userId the person's staff id */
    async sendToUser(token: string, robotCode: string, userId: string, template: Template): Promise<void> {
      const body = { robotCode, userIds: [userId], ...toMessage(template) }
      const response = await post(`${urls.apiUrl}/v1.0/robot/oToMessages/batchSend`, body, token)
      // A 200 can list the person among those who do not get the message.
      for (const list of ['invalidStaffIdList', 'flowControlledStaffIdList', 'filteredStaffIdList']) {
        if (asArray(response[list]).includes(userId))
          throw new DeliveryError('user-not-reached', `200 ${list}`)
      }
    },

    /** One message to a group. The robot API cannot mention people. @param conversationId from the callback */
    async sendToGroup(
      token: string,
      robotCode: string,
      conversationId: string,
      template: Template,
    ): Promise<void> {
      const body = { robotCode, openConversationId: conversationId, ...toMessage(template) }
      await post(`${urls.apiUrl}/v1.0/robot/groupMessages/send`, body, token)
    },

    /** One message to the conversation that a webhook belongs to. The caller must have checked the address. */
    async sendToWebhook(url: string, message: object): Promise<void> {
      await post(url, message)
    },

    /** The address of a picture or file that was sent to the robot; it expires. */
    async requestDownload(token: string, robotCode: string, downloadCode: string): Promise<string> {
      const body = { robotCode, downloadCode }
      const response = await post(`${urls.apiUrl}/v1.0/robot/messageFiles/download`, body, token)
      const url = asString(response.downloadUrl)
      if (!url) throw new DeliveryError('rejected', 'no downloadUrl in the response')
      return url
    },

    /**
     * The bytes at an address from `requestDownload`.
     * @throws DeliveryError `rejected` with the evidence `TOO_LARGE` over `maxBytes`
     */
    async download(url: string, maxBytes: number): Promise<Buffer> {
      const { status, data } = await abortAfter(
        DOWNLOAD_TIMEOUT_MS,
        (signal) =>
          loadAxios().get(url, {
            responseType: 'arraybuffer',
            maxContentLength: maxBytes,
            maxRedirects: MAX_DOWNLOAD_REDIRECTS,
            proxy: false,
            validateStatus: null,
            signal,
          }),
        () => new Error('timeout'),
      ).catch((error) => {
        const tooLarge = /maxContentLength/.test(String(error?.message))
        throw new DeliveryError(tooLarge ? 'rejected' : 'busy', tooLarge ? TOO_LARGE : describe(error))
      })
      if (status === 200) return data as Buffer
      throw new DeliveryError(status >= 500 ? 'busy' : 'rejected', `download ${status}`)
    },
  }
}

/** The evidence where a download was aborted for its size. */
export const TOO_LARGE = 'download too large'

/** `msgParam` is the JSON text of the template's fields, not an object. */
function toMessage({ msgKey, fields }: Template): { msgKey: string; msgParam: string } {
  return { msgKey, msgParam: JSON.stringify(fields) }
}

/** Loaded at the first file, so that no callback waits for it. */
function loadAxios(): AxiosStatic {
  return require('axios')
}
