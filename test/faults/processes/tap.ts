import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message that a replica gave to DingTalk, and what became of it. */
export interface Send {
  /** The replica, where the way it came tells. */
  who?: string
  text: string
  sentAt: number
  /** DingTalk took it. */
  accepted?: boolean
  /** When the replica had DingTalk's answer; undefined when it was gone by then. */
  answeredAt?: number
}

/** The wire between the replicas and DingTalk: a little slow, and it knows who sent what. */
export interface Tap {
  /** For DING_OAPI_URL, and in front of the webhooks. */
  url: string
  /** For DING_API_URL of one replica. */
  urlFor(who: string): string
  sends: Send[]
  /** Called with every message before it is passed on; the message waits for it. */
  onSend(listener: (send: Send) => Promise<void> | void): void
  close(): Promise<void>
}

/** So that there is a moment before and a moment after DingTalk's acceptance in which a process can die. */
const LATENCY_MS = 40

/** Starts a tap in front of `target`, DingTalk's origin. */
export async function startTap(target: string): Promise<Tap> {
  const sends: Send[] = []
  let listener: (send: Send) => Promise<void> | void = () => {}

  const server = createServer(async (request, response) => {
    const body = await read(request)
    const [, who, path] = /^\/(r\d+-\d+)?(\/?.*)$/.exec(request.url ?? '/') ?? []
    const text = toText(body)
    const send: Send | undefined = text === undefined ? undefined : { who, text, sentAt: Date.now() }
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
      const path2 = path?.startsWith('/') ? path : `/${path}`
      const answer = await fetch(target + path2, { method: 'POST', headers, body })
      const said = await answer.text()
      if (send) send.accepted = isAccepted(answer.status, said)
      await sleep(LATENCY_MS)
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      })
      response.end(said, () => {
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
    urlFor: (who) => `${url}/${who}`,
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

function toText(body: string): string | undefined {
  const { msgParam, text, markdown } = JSON.parse(body || '{}')
  const param = msgParam ? JSON.parse(msgParam) : undefined
  return param?.text ?? param?.content ?? markdown?.text ?? text?.content
}

function isAccepted(status: number, said: string): boolean {
  if (status !== 200) return false
  const { errcode = 0, processQueryKey } = JSON.parse(said)
  return errcode === 0 || processQueryKey !== undefined
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
