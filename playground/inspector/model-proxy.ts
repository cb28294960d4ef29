import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createStore, type ModelEvent } from '../openai/store'

/** A proxy to a model service that records the calls. */
export interface ModelProxy {
  /** Ends with /v1, unlike the addresses of some services. */
  url: string
  on(listener: (event: ModelEvent) => void): void
  close(): Promise<void>
}

const PREFIX = '/v1'
const KEPT_CALLS = 200
/** Headers that are forwarded; others describe the connection to the service. */
const FORWARDED_HEADERS = ['content-type', 'retry-after', 'retry-after-ms', 'x-request-id', 'x-should-retry']

/** @param target returns the service's base URL; called for every request */
export async function startModelProxy(target: () => string): Promise<ModelProxy> {
  const calls = createStore(KEPT_CALLS, Date.now)
  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy())
  })

  async function forward(request: IncomingMessage, response: ServerResponse) {
    const { method = 'GET', url = '/', headers } = request
    const body = await readText(request)
    const key = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
    const call = calls.begin({ method, path: url, key, body: parse(body) })
    const aborter = new AbortController()
    response.on('close', () => aborter.abort())
    try {
      const answer = await fetch(target() + url.slice(PREFIX.length), {
        method,
        headers: {
          'content-type': 'application/json',
          ...(headers.authorization && { authorization: headers.authorization }),
        },
        body: method === 'GET' ? undefined : body,
        signal: aborter.signal,
      })
      const forwarded = FORWARDED_HEADERS.flatMap((name) => {
        const value = answer.headers.get(name)
        return value === null ? [] : [[name, value] as const]
      })
      response.writeHead(answer.status, Object.fromEntries(forwarded))
      const pieces: Uint8Array[] = []
      // A stream is forwarded as it comes.
      for await (const piece of answer.body ?? []) {
        pieces.push(piece)
        response.write(piece)
      }
      const text = Buffer.concat(pieces).toString('utf8')
      calls.end(call, { outcome: 'answered', status: answer.status, answer: parse(text) })
      response.end()
    } catch {
      // Like a service that drops the connection: the bot sees the same as without the proxy.
      calls.end(call, { outcome: aborter.signal.aborted ? 'abandoned' : 'dropped' })
      request.socket.destroy()
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`,
    on: (listener) => void calls.on(listener),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
