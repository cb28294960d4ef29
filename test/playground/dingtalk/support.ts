import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RouteKind } from '../../../playground/dingtalk/api/kinds'
import { TEST_GROUP_ID } from '../../../playground/dingtalk/directory'
import type { DingTalk } from '../../../playground/dingtalk/emulator'

/** A staffId that the emulator's directory knows. */
export const STAFF_ID = '016512345626118709'

/** What a bot heard: one POST. */
export interface Heard {
  headers: IncomingHttpHeaders
  text: string
}

/** A bot that notes what it hears and answers with `reply`: text, or a status, or never (`hang`). */
export async function startBot(reply: () => string | number | 'hang' = () => '') {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ headers: request.headers, text: Buffer.concat(chunks).toString('utf8') })
      const answer = reply()
      if (answer === 'hang') return
      response.statusCode = typeof answer === 'number' ? answer : 200
      response.end(typeof answer === 'number' ? '' : answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dingtalk`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url, heard, close }
}

/** Waits until something is so; a test that waits in vain ends by its own time-out. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** A request to be sent: what is absent is what a faultless request of this route has. */
export interface Sent {
  body?: unknown
  /** Literally, instead of `body`. */
  text?: string
  headers?: Record<string, string>
  query?: string
}

/** Speaks to the emulator as a bot would. */
export function createClient(dingtalk: DingTalk) {
  const { app } = dingtalk
  const json = { 'content-type': 'application/json' }

  async function token(): Promise<string> {
    const { body } = await post('/v1.0/oauth2/accessToken', { appKey: app.key, appSecret: app.secret })
    return body.accessToken
  }

  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    return read(
      await fetch(dingtalk.url + path, {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify(body),
      }),
    )
  }

  /** The headers of a faultless request of a route, with a live token where one is needed. */
  async function readyHeaders(route: RouteKind): Promise<Record<string, string>> {
    const needsToken = ['batchSend', 'groupSend', 'download'].includes(route)
    return needsToken ? { ...json, 'x-acs-dingtalk-access-token': await token() } : json
  }

  /** A faultless request of a route, changed where `sent` says so. */
  async function call(route: RouteKind, sent: Sent = {}) {
    const right = await rightRequest(route, sent.headers)
    const payload = sent.text ?? JSON.stringify(withoutUndefined({ ...right.body, ...(sent.body as object) }))
    return read(
      await fetch(`${dingtalk.url}${right.path}${sent.query ?? right.query ?? ''}`, {
        method: right.method,
        headers: right.headers,
        ...(right.method === 'POST' && {
          body: Array.isArray(sent.body) ? JSON.stringify(sent.body) : payload,
        }),
      }),
    )
  }

  async function rightRequest(route: RouteKind, given?: Record<string, string>): Promise<Right> {
    const headers = given ?? (await readyHeaders(route))
    const text = { robotCode: app.robotCode, msgKey: 'sampleText', msgParam: '{"content":"你好 🌟"}' }
    switch (route) {
      case 'token': {
        const body = { appKey: app.key, appSecret: app.secret }
        return { method: 'POST', path: '/v1.0/oauth2/accessToken', headers, body }
      }
      case 'gettoken':
        return {
          method: 'GET',
          path: '/gettoken',
          query: `?appkey=${app.key}&appsecret=${app.secret}`,
          headers,
        }
      case 'batchSend': {
        const body = { ...text, userIds: [STAFF_ID] }
        return {
          method: 'POST',
          path: '/v1.0/robot/oToMessages/batchSend',
          headers,
          body,
        }
      }
      case 'groupSend': {
        const body = { ...text, openConversationId: TEST_GROUP_ID }
        return { method: 'POST', path: '/v1.0/robot/groupMessages/send', headers, body }
      }
      case 'download': {
        const body = { robotCode: app.robotCode, downloadCode: fileCode() }
        return {
          method: 'POST',
          path: '/v1.0/robot/messageFiles/download',
          headers,
          body,
        }
      }
      case 'file': {
        const { body } = await call('download')
        return { method: 'GET', path: body.downloadUrl.slice(dingtalk.url.length), headers }
      }
      case 'webhook': {
        const body = { msgtype: 'text', text: { content: '你好 🌟' } }
        return { method: 'POST', path: '/robot/sendBySession', query: session(), headers, body }
      }
    }
  }

  /** A download code of a small text file. */
  function fileCode(): string {
    const message = dingtalk.build({ kind: 'file', bytes: Buffer.from('报告'), fileName: '报告.txt' })
    return (message as { content: { downloadCode: string } }).content.downloadCode
  }

  /** `?session=…` of a fresh message from the group. */
  function session(): string {
    const message = dingtalk.build({ kind: 'text', text: '你好', in: TEST_GROUP_ID })
    return new URL((message as { sessionWebhook: string }).sessionWebhook).search
  }

  return { token, post, call, readyHeaders, fileCode, session }
}

interface Right {
  method: 'GET' | 'POST'
  path: string
  query?: string
  headers: Record<string, string>
  body?: object
}

async function read(response: Response) {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever is there
  const body: any = isJson ? JSON.parse(text) : text
  return { status: response.status, body, headers: response.headers }
}

function withoutUndefined(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}
