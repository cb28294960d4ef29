import type { RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'
import type { DingTalk } from '../../../../playground/dingtalk/emulator'
import { png } from '../../openai/pictures'
import { cardRequest, NEEDED_BEFORE } from './card-requests'

/** A staffId of the emulator's directory. */
export const STAFF_ID = '016512345626118709'

const PICTURE = new File([new Uint8Array(png(3, 2))], 'picture.png', { type: 'image/png' })

/** The changes to a valid request of a route. */
export interface RequestChanges {
  /** Fields to add or, as undefined, to remove; an array replaces the body. */
  body?: unknown
  /** The body as text, instead of `body`. */
  text?: string
  headers?: Record<string, string>
  query?: string
  /** Of an upload: the type in the query, and the file. */
  upload?: { type?: string; file?: File }
}

/** Sends requests to an emulator as a bot would. */
export type Client = ReturnType<typeof createClient>

/** Creates a client of an emulator. */
export function createClient(dingtalk: DingTalk) {
  const { app } = dingtalk
  const json = { 'content-type': 'application/json' }

  async function token(): Promise<string> {
    const { body } = await post('/v1.0/oauth2/accessToken', { appKey: app.key, appSecret: app.secret })
    return body.accessToken
  }

  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const request = { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) }
    return read(await fetch(dingtalk.url + path, request))
  }

  /** The headers of a valid request of a route. What it needs is done before: a token issued, a card created. */
  async function validHeaders(route: RouteKind): Promise<Record<string, string>> {
    if (['token', 'gettoken', 'upload', 'file', 'webhook'].includes(route)) return json
    const headers = { ...json, 'x-acs-dingtalk-access-token': await token() }
    const needed = NEEDED_BEFORE[route]
    if (needed) await call(needed, { headers })
    return headers
  }

  /** Sends a valid request of a route, with changes. */
  async function call(route: RouteKind, changes: RequestChanges = {}) {
    const { method, path, query, headers, body, bytes } = await validRequest(route, changes)
    const changed = Array.isArray(changes.body) ? changes.body : { ...body, ...(changes.body as object) }
    return read(
      await fetch(`${dingtalk.url}${path}${changes.query ?? query ?? ''}`, {
        method,
        headers,
        // JSON leaves undefined fields out.
        ...(method !== 'GET' && {
          body: changes.text ?? (bytes && new Uint8Array(bytes)) ?? JSON.stringify(changed),
        }),
      }),
    )
  }

  async function validRequest(route: RouteKind, changes: RequestChanges): Promise<ValidRequest> {
    const { upload: { type = 'image', file = PICTURE } = {} } = changes
    const headers = changes.headers ?? (await validHeaders(route))
    const text = { robotCode: app.robotCode, msgKey: 'sampleText', msgParam: '{"content":"你好 🌟"}' }
    switch (route) {
      case 'token': {
        const body = { appKey: app.key, appSecret: app.secret }
        return { method: 'POST', path: '/v1.0/oauth2/accessToken', headers, body }
      }
      case 'gettoken': {
        const query = `?appkey=${app.key}&appsecret=${app.secret}`
        return { method: 'GET', path: '/gettoken', query, headers }
      }
      case 'batchSend': {
        const body = { ...text, userIds: [STAFF_ID] }
        return { method: 'POST', path: '/v1.0/robot/oToMessages/batchSend', headers, body }
      }
      case 'groupSend': {
        const body = { ...text, openConversationId: TEST_GROUP_ID }
        return { method: 'POST', path: '/v1.0/robot/groupMessages/send', headers, body }
      }
      case 'download': {
        const body = { robotCode: app.robotCode, downloadCode: fileCode() }
        return { method: 'POST', path: '/v1.0/robot/messageFiles/download', headers, body }
      }
      case 'upload': {
        const form = new FormData()
        form.set('media', file)
        const encoded = new Response(form)
        const query = `?access_token=${await token()}&type=${type}`
        const contentType = encoded.headers.get('content-type') ?? ''
        const bytes = Buffer.from(await encoded.arrayBuffer())
        return {
          method: 'POST',
          path: '/media/upload',
          query,
          headers: { 'content-type': contentType },
          bytes,
        }
      }
      case 'file': {
        const { body } = await call('download')
        return { method: 'GET', path: body.downloadUrl.slice(dingtalk.url.length), headers }
      }
      case 'webhook': {
        const body = { msgtype: 'text', text: { content: '你好 🌟' } }
        return { method: 'POST', path: '/robot/sendBySession', query: sessionQuery(), headers, body }
      }
      default:
        return { headers, ...cardRequest(route, app.robotCode) }
    }
  }

  /** The download code of a small text file. */
  function fileCode(): string {
    const message = dingtalk.build({ kind: 'file', bytes: Buffer.from('报告'), fileName: '报告.txt' })
    return (message as { content: { downloadCode: string } }).content.downloadCode
  }

  /** The query (`?session=…`) of the sessionWebhook of a new message in the group. */
  function sessionQuery(): string {
    const message = dingtalk.build({ kind: 'text', text: '你好', in: TEST_GROUP_ID })
    return new URL((message as { sessionWebhook: string }).sessionWebhook).search
  }

  return { token, post, call, validHeaders, fileCode, sessionQuery }
}

interface ValidRequest {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  query?: string
  headers: Record<string, string>
  /** A body that is not JSON. */
  bytes?: Buffer
  body?: object
}

async function read(response: Response) {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  // biome-ignore lint/suspicious/noExplicitAny: a response may have any shape
  const body: any = isJson ? JSON.parse(text) : text
  return { status: response.status, body, headers: response.headers }
}
