import http from 'node:http'
import https from 'node:https'
import type { Clock } from '../../clock'

/** What came of posting something. */
export interface PostResult {
  status?: number
  responseBody?: string
  latencyMs: number
  timedOut: boolean
  error?: string
}

/** Posts bodies and never throws: what goes wrong is part of the result. */
export interface Poster {
  post(
    to: string,
    payload: string | Uint8Array,
    headers: Record<string, string>,
    timeoutMs: number,
  ): Promise<PostResult>
  close(): void
}

/** A robot's answer is a short message; of anything larger the rest is not kept. */
const MAX_REPLY_CHARS = 1_000_000
// Our side gives idle sockets up before any server does: a socket that a server is just closing loses what is posted.
const IDLE_SOCKET_MS = 1_000

/** Makes a poster that keeps connections open between posts; the time-out runs on `clock`. */
export function createPoster(clock: Clock): Poster {
  const options = { keepAlive: true, scheduling: 'lifo' as const, timeout: IDLE_SOCKET_MS }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

  function post(
    to: string,
    payload: string | Uint8Array,
    headers: Record<string, string>,
    timeoutMs: number,
  ) {
    return new Promise<PostResult>((resolve) => {
      const startedAt = performance.now()
      const { protocol } = new URL(to)
      const module = protocol === 'https:' ? https : http
      const request = module.request(to, {
        method: 'POST',
        agent: agents[protocol as keyof typeof agents],
        headers: { ...headers, 'content-length': Buffer.byteLength(payload) },
      })
      let isOver = false
      const end = (result: Partial<PostResult>) => {
        if (isOver) return
        isOver = true
        clock.clearTimeout(timer)
        resolve({ timedOut: false, latencyMs: performance.now() - startedAt, ...result })
      }
      const timer = clock.setTimeout(() => {
        end({ timedOut: true })
        request.destroy()
      }, timeoutMs)
      request.on('error', (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message }))
      request.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (text.length < MAX_REPLY_CHARS) text += chunk
        })
        response.on('end', () => end({ status: response.statusCode, responseBody: text }))
        response.on('error', (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message }))
      })
      request.end(payload)
    })
  }

  return {
    post,
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}
