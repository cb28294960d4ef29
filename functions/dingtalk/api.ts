/**
 * DingTalk's server API: one function a route. Every response is checked; what went wrong is a `DeliveryError`.
 *
 * The only file that calls DingTalk, with `download`. No call is redirected but that one, because the webhook's address
 * came with a message.
 */
import { randomUUID } from 'node:crypto'
import { DeliveryError, type DeliveryFailure, toDeliveryError } from '../errors'
import { type HttpCall, request } from '../http'
import { asArray, asCode, asNumber, asObject, asString, parseJson } from '../untrusted'
import { download } from './download'
import { accept } from './failures'

/** DingTalk's own gateway times out after 3 s. */
const CALL_TIMEOUT_MS = 10_000
/** For a picture of up to 10 MB. */
const UPLOAD_TIMEOUT_MS = 30_000
/** Stands in no picture. */
const BOUNDARY = 'dingtalk-chatgpt-3f1c9a7e5b2d4806'
/** A frame of a card is late by then, and the next one waits for it. */
const FRAME_TIMEOUT_MS = 4_000
/** A send key, by which DingTalk names a message of ours that is quoted. */
const MAX_KEY_LENGTH = 256
/** A response of DingTalk's API has a few hundred bytes. */
const MAX_RESPONSE_BYTES = 1024 * 1024
/** DingTalk has a card of that `outTrackId`. */
const CARD_EXISTS = 'param.cardAlreadyExist'
/** Refusals before a call is counted. */
const UNMETERED = new Set<DeliveryFailure>([
  'token-refused',
  'permission',
  'card-permission',
  'ip-list',
  'quota',
  'throttled',
  'busy',
])
const HEADERS = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'dingtalk-chatgpt',
}

/** A picture's bytes, with a file name and a content type. */
export interface UploadedPicture {
  bytes: Buffer
  name: string
  type: string
}

interface CallOptions {
  method?: string
  timeoutMs?: number
}

/** The whole text of a card; no further frame follows one that is final or an error. */
export interface CardFrame {
  outTrackId: string
  /** The variable of the template. */
  key: string
  content: string
  isFinalize: boolean
  isError: boolean
}

/** A message of the robot API: the key of a template, and the template's fields. */
export interface Template {
  msgKey: 'sampleText' | 'sampleMarkdown' | 'sampleImageMsg'
  fields: Record<string, string>
}

/** What DingTalk gives out: `@` or `$`, then letters and digits. */
const MEDIA_ID = /^[@$][\w-]{1,200}$/

/** `originalProcessQueryKey` of a callback that quotes the message. */
export type SendKey = string | undefined

export type Api = ReturnType<typeof createApi>

/**
 * The routes the bot uses.
 * @param urls origins of the two hosts, without a slash at the end
 * @param onMetered called for every call that counts towards the monthly quota
 */
export function createApi(urls: { apiUrl: string; oapiUrl: string }, onMetered: () => void = () => {}) {
  const post = (
    url: string,
    data: object,
    token?: string,
    { method = 'POST', timeoutMs = CALL_TIMEOUT_MS }: CallOptions = {},
  ) =>
    send(url, {
      method,
      headers: { ...HEADERS, ...(token ? { 'x-acs-dingtalk-access-token': token } : {}) },
      body: JSON.stringify(data),
      timeoutMs,
      maxBytes: MAX_RESPONSE_BYTES,
    })

  /** A call of the robot API. */
  const postMetered = (url: string, data: object, token: string, options?: CallOptions) =>
    metered(() => post(url, data, token, options))

  /** DingTalk does not count calls that it refuses because of their number or their token. */
  const metered = async (call: () => Promise<Record<string, unknown>>) => {
    try {
      const response = await call()
      onMetered()
      return response
    } catch (error) {
      if (!UNMETERED.has(toDeliveryError(error).failure)) onMetered()
      throw error
    }
  }

  const callCard = (method: string, path: string, data: object, token: string, timeoutMs?: number) =>
    postMetered(`${urls.apiUrl}/v1.0/card/${path}`, data, token, { method, timeoutMs }).catch((error) => {
      const { failure, evidence } = toDeliveryError(error)
      // Cards have permissions of their own.
      throw failure === 'permission' ? new DeliveryError('card-permission', evidence) : error
    })

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

    /** One message to one person. @param userId the person's staff id @returns DingTalk's key of the message */
    async sendToUser(token: string, robotCode: string, userId: string, template: Template): Promise<SendKey> {
      const body = { robotCode, userIds: [userId], ...toMessage(template) }
      const response = await postMetered(`${urls.apiUrl}/v1.0/robot/oToMessages/batchSend`, body, token)
      // A 200 can list the person among those who do not get the message.
      for (const list of ['invalidStaffIdList', 'flowControlledStaffIdList', 'filteredStaffIdList']) {
        if (asArray(response[list]).includes(userId))
          throw new DeliveryError('user-not-reached', `200 ${list}`)
      }
      return asCode(response.processQueryKey, MAX_KEY_LENGTH)
    },

    /** One message to a group. The robot API cannot mention people. @param conversationId from the callback */
    async sendToGroup(
      token: string,
      robotCode: string,
      conversationId: string,
      template: Template,
    ): Promise<SendKey> {
      const body = { robotCode, openConversationId: conversationId, ...toMessage(template) }
      const response = await postMetered(`${urls.apiUrl}/v1.0/robot/groupMessages/send`, body, token)
      return asCode(response.processQueryKey, MAX_KEY_LENGTH)
    },

    /** One message to the conversation that a webhook belongs to. The caller must have checked the address. */
    async sendToWebhook(url: string, message: object): Promise<void> {
      await post(url, message)
    },

    /** Creates a card and shows it in a conversation, once. @returns DingTalk's key of the message, if it is new */
    async createCard(token: string, card: object): Promise<SendKey> {
      const created = await callCard('POST', 'instances/createAndDeliver', card, token).catch((error) => {
        // The response to an earlier call was lost.
        if (toDeliveryError(error).evidence?.endsWith(CARD_EXISTS)) return undefined
        throw error
      })
      if (!created) return undefined
      const { result } = created
      const [delivered] = asArray(asObject(result)?.deliverResults).map(asObject)
      // A 200 does not say that the card is in the conversation.
      if (delivered?.success !== true) throw new DeliveryError('card-undelivered', '200 deliverResults')
      return asCode(delivered.carrierId, MAX_KEY_LENGTH)
    },

    /** Creates a card that no conversation shows. */
    async createHiddenCard(token: string, card: object): Promise<void> {
      await callCard('POST', 'instances', card, token)
    },

    /** Replaces the text of a card. */
    async streamCard(token: string, frame: CardFrame): Promise<void> {
      const guid = randomUUID()
      await callCard('PUT', 'streaming', { ...frame, guid, isFull: true }, token, FRAME_TIMEOUT_MS)
    },

    /** Changes variables of a card. */
    async updateCard(token: string, outTrackId: string, cardParamMap: Record<string, string>): Promise<void> {
      const options = { cardUpdateOptions: { updateCardDataByKey: true } }
      const data = { outTrackId, cardData: { cardParamMap }, ...options }
      await callCard('PUT', 'instances', data, token, FRAME_TIMEOUT_MS)
    },

    /** Adds the bot's reaction to a message, or takes it back. Undocumented; as DingTalk's SDK has it. */
    async react(token: string, how: 'reply' | 'recall', reaction: object): Promise<void> {
      await postMetered(`${urls.apiUrl}/v1.0/robot/emotion/${how}`, reaction, token)
    },

    /** The address of a picture or file that was sent to the robot; it expires. */
    async requestDownload(token: string, robotCode: string, downloadCode: string): Promise<string> {
      const body = { robotCode, downloadCode }
      const response = await postMetered(`${urls.apiUrl}/v1.0/robot/messageFiles/download`, body, token)
      const url = asString(response.downloadUrl)
      if (!url) throw new DeliveryError('rejected', 'no downloadUrl in the response')
      return url
    },

    /** Uploads a picture of a type and size that `toMessagePicture` accepts. @returns its media id */
    async uploadPicture(token: string, { bytes, name, type }: UploadedPicture): Promise<string> {
      const response = await metered(() =>
        send(`${urls.oapiUrl}/media/upload?access_token=${encodeURIComponent(token)}&type=image`, {
          method: 'POST',
          headers: { ...HEADERS, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
          body: toForm(bytes, name, type),
          timeoutMs: UPLOAD_TIMEOUT_MS,
          maxBytes: MAX_RESPONSE_BYTES,
        }),
      )
      const mediaId = asString(response.media_id)
      if (!mediaId || !MEDIA_ID.test(mediaId)) throw new DeliveryError('busy', 'no media_id in the response')
      return mediaId
    },

    /**
     * The bytes at an address from `requestDownload`; see `download`.
     * @param ownUrl the service that gave the address; default: DingTalk's API
     */
    download: (url: string, maxBytes: number, ownUrl = urls.apiUrl): Promise<Buffer> =>
      download(url, maxBytes, ownUrl),
  }
}

/** Makes a call. @throws DeliveryError */
async function send(url: string, call: HttpCall): Promise<Record<string, unknown>> {
  const { status, text } = await request(url, call).catch((error) => {
    // No complete response: a refused or reset connection, a timeout, an oversized body.
    throw toDeliveryError(error)
  })
  return accept({ status, body: parseJson(text) })
}

/** A form with one file, `media`. */
function toForm(bytes: Buffer, name: string, type: string): Buffer {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="media"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
}

/** `msgParam` is the JSON text of the template's fields, not an object. */
function toMessage({ msgKey, fields }: Template): { msgKey: string; msgParam: string } {
  return { msgKey, msgParam: JSON.stringify(fields) }
}
