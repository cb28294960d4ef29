/**
 * One request to an upstream and its answer, over Node's own HTTP client: DingTalk's routes, and the `openai` package
 * by way of its `fetch`.
 *
 * Connections are kept alive, and redirects are not followed. An answer is read to a limit and no further, which the
 * global `fetch` does not know; and a message costs a third less of the processor than with `fetch` and `axios`.
 */
import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { brotliDecompressSync, unzipSync } from 'node:zlib'

/** What an upstream is asked. */
export interface UpstreamRequest {
  method: string
  headers: Record<string, string>
  /** '' for none. */
  body: string
  /** For the whole call, however slowly the answer drips in. */
  timeoutMs?: number
  /** Breaks the call off, at whatever stage it is. */
  signal?: Pick<NonNullable<RequestInit['signal']>, 'addEventListener' | 'removeEventListener'>
}

/** What it says, whatever the status. */
export interface UpstreamAnswer {
  status: number
  /** By lower-case names. */
  headers: IncomingHttpHeaders
  /** Rejects when the answer breaks off or is too long. */
  text: Promise<string>
}

/** A limit that answers of upstreams keep. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024

/**
 * A way to call upstreams, with connections of its own.
 * @param maxAnswerBytes of a whole answer, compressed or not
 */
export function createTransport(maxAnswerBytes = MAX_ANSWER_BYTES) {
  const plain = new HttpAgent({ keepAlive: true })
  const secure = new HttpsAgent({ keepAlive: true })

  /** Rejects with Node's error when there is no answer, with a `TimeoutError`, or with an `AbortError`. */
  return async function call(
    address: string,
    { method, headers, body, timeoutMs, signal }: UpstreamRequest,
  ): Promise<UpstreamAnswer> {
    const url = new URL(address)
    const length = body ? { 'content-length': Buffer.byteLength(body) } : {}
    const options = { method, headers: { 'accept-encoding': 'identity', ...headers, ...length } }
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const request =
        url.protocol === 'https:'
          ? requestHttps(url, { ...options, agent: secure }, resolve)
          : requestHttp(url, { ...options, agent: plain }, resolve)
      const end = (name: string) => void request.destroy(Object.assign(new Error(name), { name }))
      const abort = () => end('AbortError')
      signal?.addEventListener('abort', abort)
      // A process that was busy itself finds timer and answer due at the same moment: the answer goes first.
      const late = () => setImmediate(end, 'TimeoutError')
      const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs)
      request.on('error', reject)
      request.on('close', () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      })
      request.end(body)
    })
    // Read in any case: an answer that nobody reads holds its connection.
    const text = read(message, maxAnswerBytes)
    text.catch(() => undefined)
    return { status: message.statusCode ?? 0, headers: message.headers, text }
  }
}

function read(message: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) message.destroy(new Error('too long'))
      else chunks.push(chunk)
    })
    message.on('end', () => {
      try {
        resolve(toText(Buffer.concat(chunks), message.headers['content-encoding'], maxBytes))
      } catch (error) {
        reject(error)
      }
    })
    message.on('error', reject)
    // Whatever ends it without a word: by then a whole answer has been taken.
    message.on('close', () => reject(new Error('cut off')))
  })
}

/** Nobody is asked to compress, but gateways on the way may. @throws when it is no such thing, or too long */
function toText(bytes: Buffer, encoding: string | undefined, maxOutputLength: number): string {
  const limit = { maxOutputLength }
  if (encoding === 'gzip' || encoding === 'deflate') return unzipSync(bytes, limit).toString()
  if (encoding === 'br') return brotliDecompressSync(bytes, limit).toString()
  return bytes.toString()
}
