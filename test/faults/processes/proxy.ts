import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message that a replica sent to DingTalk, and its outcome. */
export interface Send {
  /** The replica; undefined for a webhook, whose address is the same for all of them. */
  replica?: string
  text: string
  /** The card that it finished; finishing it twice shows nothing twice. */
  card?: string
  sentAt: number
  /** Whether DingTalk accepted it. */
  accepted?: boolean
  /** When the replica received DingTalk's answer; undefined when the replica was killed before. */
  answeredAt?: number
}

/** A proxy between the replicas and DingTalk that adds latency and records which replica sent what. */
export interface DingTalkProxy {
  /** For DING_OAPI_URL, and in front of the webhooks. */
  url: string
  /** For DING_API_URL of one replica. */
  urlFor(replica: string): string
  sends: Send[]
  /** Called with every message before it is forwarded; the proxy waits for the listener. */
  onSend(listener: (send: Send) => Promise<void> | void): void
  close(): Promise<void>
}

/** Before and after DingTalk's acceptance, so that a process can be killed in between; ms. */
const LATENCY_MS = 40

/** Starts a proxy in front of `target`, DingTalk's origin. */
export async function startProxy(target: string): Promise<DingTalkProxy> {
  const sends: Send[] = []
  let listener: (send: Send) => Promise<void> | void = () => {}

  const server = createServer(async (request, response) => {
    const body = await read(request)
    const [, replica, path] = /^\/(r\d+-\d+)?(\/?.*)$/.exec(request.url ?? '/') ?? []
    const { text, card } = readMessage(body)
    const send: Send | undefined =
      text === undefined ? undefined : { replica, text, ...(card ? { card } : {}), sentAt: Date.now() }
    if (send) {
      sends.push(send)
      await listener(send)
    }
    await sleep(LATENCY_MS)
    try {
      const { 'content-type': type = '', 'x-acs-dingtalk-access-token': token } = request.headers
      const headers = {
        'content-type': type,
        ...(token ? { 'x-acs-dingtalk-access-token': String(token) } : {}),
      }
      const pathname = path?.startsWith('/') ? path : `/${path}`
      const answer = await fetch(target + pathname, { method: request.method, headers, body })
      const answerText = await answer.text()
      if (send) send.accepted = isAccepted(answer.status, answerText)
      await sleep(LATENCY_MS)
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      })
      response.end(answerText, () => {
        if (send) send.answeredAt = Date.now()
      })
    } catch {
      request.socket.resetAndDestroy()
    }
  })
  server.keepAliveTimeout = 65_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    urlFor: (replica) => `${url}/${replica}`,
    sends,
    onSend(next) {
      listener = next
    },
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The text that a call shows, of a card the final one; and the card. */
function readMessage(body: string): { text?: string; card?: string } {
  const { msgParam, text, markdown, content, isFinalize, outTrackId } = JSON.parse(body || '{}')
  if (isFinalize) return { text: content, card: outTrackId }
  const param = msgParam ? JSON.parse(msgParam) : undefined
  return { text: param?.text ?? param?.content ?? markdown?.text ?? text?.content }
}

function isAccepted(status: number, body: string): boolean {
  if (status !== 200) return false
  const { errcode = 0, processQueryKey, success } = JSON.parse(body)
  return errcode === 0 || processQueryKey !== undefined || success === true
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
