import http from 'node:http'
import https from 'node:https'
import type { Clock } from '../../clock'

/** How a POST ended: answered, timed out, or failed with an error code such as ECONNREFUSED. */
export type PostResult = Ending & { latencyMs: number }

type Ending =
  | { timedOut: false; status: number; responseBody: string }
  | { timedOut: true }
  | { timedOut: false; error: string }

/** Posts HTTP requests and never throws: failures are part of the result. */
export interface CallbackPoster {
  post(
    url: string,
    payload: string | Uint8Array,
    headers: Record<string, string>,
    timeoutMs: number,
  ): Promise<PostResult>
  close(): void
}

/** A robot's response is a short message; text beyond this is dropped. */
const MAX_RESPONSE_CHARS = 1_000_000
// Shorter than any server's keep-alive: a post on a socket that the server is just closing would fail.
const IDLE_SOCKET_MS = 1_000

/** Creates a poster that keeps connections open between posts; the time-out runs on `clock`. */
export function createCallbackPoster(clock: Clock): CallbackPoster {
  const options = { keepAlive: true, scheduling: 'lifo' as const, timeout: IDLE_SOCKET_MS }
  const agents = { http: new http.Agent(options), https: new https.Agent(options) }

  return {
    post: (url, payload, headers, timeoutMs) =>
      new Promise((resolve) => {
        const startedAt = performance.now()
        const isHttps = new URL(url).protocol === 'https:'
        const request = (isHttps ? https : http).request(url, {
          method: 'POST',
          agent: isHttps ? agents.https : agents.http,
          headers: { ...headers, 'content-length': Buffer.byteLength(payload) },
        })
        // A promise takes the first result only, so that an error after a time-out changes nothing.
        const end = (ending: Ending) => {
          clock.clearTimeout(timer)
          resolve({ ...ending, latencyMs: performance.now() - startedAt })
        }
        const fail = (error: NodeJS.ErrnoException) =>
          end({ timedOut: false, error: error.code ?? error.message })
        const timer = clock.setTimeout(() => {
          end({ timedOut: true })
          request.destroy()
        }, timeoutMs)
        request.on('error', fail)
        request.on('response', (response) => {
          let responseBody = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            if (responseBody.length < MAX_RESPONSE_CHARS) responseBody += chunk
          })
          response.on('end', () => end({ timedOut: false, status: response.statusCode ?? 0, responseBody }))
          response.on('error', fail)
        })
        request.end(payload)
      }),
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}
