import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createStore, type ModelEvent } from '../openai/store'

/** A stop on the way to a model's service, where calls can be seen. */
export interface Relay {
  /** Ends with /v1, whatever the service's own address looks like. */
  url: string
  on(listener: (event: ModelEvent) => void): void
  close(): Promise<void>
}

const PREFIX = '/v1'
const KEPT_CALLS = 200
/** What the service's answer is passed on with; the rest describes a connection that is not ours. */
const PASSED_HEADERS = ['content-type', 'retry-after', 'retry-after-ms', 'x-request-id', 'x-should-retry']

/** @param target the service's base URL, asked for every call */
export async function startRelay(target: () => string): Promise<Relay> {
  const log = createStore(KEPT_CALLS, Date.now)
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })

  async function pass(request: IncomingMessage, response: ServerResponse) {
    const { method = 'GET', url = '/', headers } = request
    const body = await readText(request)
    const key = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
    const call = log.begin({ method, path: url, key, body: parse(body) })
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      const answer = await fetch(target() + url.slice(PREFIX.length), {
        method,
        headers: {
          'content-type': 'application/json',
          ...(headers.authorization && { authorization: headers.authorization }),
        },
        body: method === 'GET' ? undefined : body,
        signal: gone.signal,
      })
      const text = await answer.text()
      log.end(call, { outcome: 'answered', status: answer.status, answer: parse(text) })
      const passed = PASSED_HEADERS.flatMap((name) => {
        const value = answer.headers.get(name)
        return value === null ? [] : [[name, value] as const]
      })
      response.writeHead(answer.status, Object.fromEntries(passed)).end(text)
    } catch {
      // As if the service itself had dropped the connection: the bot must see what it would see without us.
      log.end(call, { outcome: gone.signal.aborted ? 'abandoned' : 'dropped' })
      request.socket.destroy()
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`,
    on: (listener) => void log.on(listener),
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
