/**
 * The `fetch` that the `openai` package is given: Node's own HTTP client, in the few shapes that the package reads.
 *
 * The global `fetch` reads an answer to its end, however long it is, and needs four times the work for it; and Laf's
 * sandbox has no `Response` to wrap another one's answers in. Connections are kept alive.
 */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

/** What the package passes on with a request. */
export interface RequestOptions {
  method?: string
  /** Names and values. */
  headers?: Iterable<[string, string]>
  body?: string
  signal?: Pick<NonNullable<RequestInit['signal']>, 'addEventListener' | 'removeEventListener'>
}

/** As much of a `Response` as the package reads. */
export interface TransportResponse {
  ok: boolean
  status: number
  url: string
  headers: { get(name: string): string | null; entries(): Iterable<[string, string]> }
  body: null
  text(): Promise<string>
  json(): Promise<unknown>
}

/** Twenty times the longest answer that a phone is shown, and room for what surrounds it. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024

/** Whether an answer, by its status and text, would be the same another time. */
type IsFinal = (status: number, text: string) => boolean

/**
 * @param isFinal the package does not ask again after such an answer, whatever the status
 * @returns a `fetch`; it rejects when there is no answer or `signal` is quicker. What comes too late or is too long is
 *   for `text` and `json` to reject
 */
export function createTransport(isFinal: IsFinal) {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) }

  return async function transport(
    address: string | URL,
    { method = 'GET', headers = [], body = '', signal }: RequestOptions = {},
  ): Promise<TransportResponse> {
    const url = new URL(address)
    const isSecure = url.protocol === 'https:'
    const content = Buffer.from(body)
    const options = {
      method,
      agent: isSecure ? agents.https : agents.http,
      headers: { ...Object.fromEntries(headers), 'content-length': content.length },
    }
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (isSecure ? requestHttps : requestHttp)(url, options, resolve)
      const abort = () => void request.destroy(new Error('aborted'))
      signal?.addEventListener('abort', abort)
      request.on('error', reject)
      request.on('close', () => signal?.removeEventListener('abort', abort))
      request.end(content)
    })
    // Read in any case: an answer that nobody reads holds its connection.
    const reading = read(message)
    reading.catch(() => undefined)
    const known = await (isSuccess(message.statusCode) ? undefined : reading.catch(() => ''))
    return toResponse(url, message, reading, isFinal(message.statusCode ?? 0, known ?? ''))
  }
}

const isSuccess = (status = 0): boolean => status >= 200 && status < 300

/** @throws when the answer breaks off, or goes on for too long */
async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw new Error('too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function toResponse(
  url: URL,
  { statusCode = 0, headers }: IncomingMessage,
  reading: Promise<string>,
  isFinal: boolean,
): TransportResponse {
  const fields = isFinal ? { ...headers, 'x-should-retry': 'false' } : headers
  return {
    ok: isSuccess(statusCode),
    status: statusCode,
    url: url.href,
    headers: {
      get(name) {
        const value = fields[name.toLowerCase()]
        return value === undefined ? null : String(value)
      },
      entries: () => Object.entries(fields).map(([name, value]) => [name, String(value)]),
    },
    body: null,
    text: () => reading,
    json: async () => JSON.parse(await reading),
  }
}
