/**
 * One HTTP call over Node's own client, for DingTalk's routes and for the `openai` package. It costs a third of the CPU
 * of axios (see docs/architecture.md), keeps connections alive, follows no redirects and reads a response to a limit.
 */
import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { StringDecoder } from 'node:string_decoder'
import { brotliDecompressSync, unzipSync } from 'node:zlib'

export interface HttpCall {
  /** Default GET. */
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** For the whole call, also for a response that arrives slowly. */
  timeoutMs?: number
  /** Aborts the call. */
  signal?: Pick<NonNullable<RequestInit['signal']>, 'addEventListener' | 'removeEventListener'>
  /** Of the whole response, compressed or not. */
  maxBytes: number
  /** Called with the text of the response as it arrives; with all of it at the end if it is compressed. */
  onText?(text: string): void
}

export interface HttpResponse {
  status: number
  /** By lower-case names. */
  headers: IncomingHttpHeaders
  text: string
}

const agents = {
  http: new HttpAgent({ keepAlive: true }),
  https: new HttpsAgent({ keepAlive: true }),
}

/**
 * Makes a call and reads the whole response, of any status.
 * @throws Node's error when there is no complete response, an error named `TimeoutError` or `AbortError`, or one that
 *   says that the response is too long
 */
export function request(address: string, call: HttpCall): Promise<HttpResponse> {
  const { method = 'GET', body = '', timeoutMs, signal } = call
  const length = body.length > 0 ? { 'content-length': String(Buffer.byteLength(body)) } : {}
  const headers = { 'accept-encoding': 'identity', ...call.headers, ...length }
  return new Promise((resolve, reject) => {
    const onResponse = (message: IncomingMessage) =>
      read(message, call).then(
        (text) => resolve({ status: message.statusCode ?? 0, headers: message.headers, text }),
        reject,
      )
    const url = new URL(address)
    const outgoing =
      url.protocol === 'https:'
        ? requestHttps(url, { method, headers, agent: agents.https }, onResponse)
        : requestHttp(url, { method, headers, agent: agents.http }, onResponse)
    const end = (name: string) => {
      const error = Object.assign(new Error(name), { name })
      reject(error)
      outgoing.destroy(error)
    }
    const abort = () => end('AbortError')
    signal?.addEventListener('abort', abort)
    // After the process was busy, timer and response may be due at the same moment: the response goes first.
    const timer = timeoutMs && setTimeout(() => setImmediate(end, 'TimeoutError'), timeoutMs)
    outgoing.on('error', reject)
    outgoing.on('close', () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    })
    outgoing.end(body)
  })
}

function read(message: IncomingMessage, { maxBytes, onText }: HttpCall): Promise<string> {
  const encoding = message.headers['content-encoding']
  const isPlain = encoding === undefined || encoding === 'identity'
  const decoder = new StringDecoder('utf8')
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) return message.destroy(new Error('the response is too long'))
      chunks.push(chunk)
      if (isPlain) onText?.(decoder.write(chunk))
    })
    message.on('end', () => {
      try {
        const text = decompress(Buffer.concat(chunks), encoding, maxBytes)
        if (!isPlain) onText?.(text)
        resolve(text)
      } catch (error) {
        reject(error)
      }
    })
    message.on('error', reject)
    // After a complete response this has no effect any more.
    message.on('close', () => reject(new Error('the response broke off')))
  })
}

/** Compression is not asked for, but gateways may compress. @throws for broken data, or more than the limit */
function decompress(bytes: Buffer, encoding: string | undefined, maxOutputLength: number): string {
  const limit = { maxOutputLength }
  if (encoding === 'gzip' || encoding === 'deflate') return unzipSync(bytes, limit).toString()
  if (encoding === 'br') return brotliDecompressSync(bytes, limit).toString()
  return bytes.toString()
}
