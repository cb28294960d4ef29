import type { ServerResponse } from 'node:http'
import type { ChatCompletion, ChatCompletionChunk, ErrorResponse } from '../protocol'
import type { CallResult, ModelCall } from '../store'

/** One HTTP request and its response. */
export interface Exchange {
  method: string
  path: string
  /** Parsed JSON; the text if it is not JSON; undefined if there is no body. */
  body: unknown
  /** The error to send on every route: wrong key, body too large. */
  error: ErrorResponse | undefined
  call: ModelCall
  response: ServerResponse
  /** Waits before each of so many chunks of a stream; false: the client has gone. Absent: all are sent at once. */
  pause?(chunks: number): Promise<boolean>
  /** Records how the call ended; only the first call of this function has an effect. */
  end(result: CallResult): void
}

/** Sends JSON with the real service's headers. */
export function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  const text = JSON.stringify(body)
  exchange.end({ outcome: 'answered', status, answer: body, usage: (body as ChatCompletion).usage })
  writeHead(exchange, status, 'application/json', headers, Buffer.byteLength(text))
  exchange.response.end(text)
}

/** Sends one of the real service's errors. */
export function sendError(exchange: Exchange, { status, error, headers }: ErrorResponse) {
  sendJson(exchange, status, { error }, headers)
}

/** Sends a body in another form than OpenAI's. */
export function sendBody(
  exchange: Exchange,
  { status, contentType, body }: { status: number; contentType: string; body: string | Buffer },
) {
  const answer = typeof body === 'string' ? body : `(${body.length} bytes)`
  exchange.end({ outcome: 'answered', status, answer })
  writeHead(exchange, status, contentType, {}, Buffer.byteLength(body))
  exchange.response.end(body)
}

/** Sends Server-Sent Events; the record holds the completion that they amount to. */
export async function sendStream(
  exchange: Exchange,
  chunks: ChatCompletionChunk[],
  completion: ChatCompletion,
): Promise<void> {
  const { pause, response } = exchange
  const sent = { outcome: 'answered', status: 200, answer: completion, usage: completion.usage } as const
  if (!pause) exchange.end(sent)
  writeHead(exchange, 200, 'text/event-stream; charset=utf-8', { 'cache-control': 'no-cache' })
  if (!pause) return void response.end(toEvents(chunks))
  for (const chunk of chunks) {
    if (!(await pause(chunks.length))) return
    response.write(toEvent(chunk))
  }
  exchange.end(sent)
  response.end(DONE)
}

/** Sends the first half of a response and closes the connection. */
export function sendHalf(exchange: Exchange, completion: ChatCompletion, chunks?: ChatCompletionChunk[]) {
  const whole = Buffer.from(chunks ? toEvents(chunks) : JSON.stringify(completion))
  exchange.end({ outcome: 'dropped', status: 200, usage: completion.usage })
  if (chunks) writeHead(exchange, 200, 'text/event-stream; charset=utf-8')
  else writeHead(exchange, 200, 'application/json', {}, whole.length)
  exchange.response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => exchange.response.destroy())
}

/** Resets the connection without a response. */
export function drop(exchange: Exchange) {
  exchange.end({ outcome: 'dropped' })
  exchange.response.socket?.resetAndDestroy()
}

function toEvents(chunks: ChatCompletionChunk[]): string {
  return chunks.map(toEvent).join('') + DONE
}

const toEvent = (chunk: ChatCompletionChunk) => `data: ${JSON.stringify(chunk)}\n\n`
const DONE = 'data: [DONE]\n\n'

function writeHead(
  { call, response }: Exchange,
  status: number,
  contentType: string,
  headers: Record<string, string> = {},
  bytes?: number,
) {
  response.writeHead(status, {
    'content-type': contentType,
    ...(bytes === undefined ? {} : { 'content-length': bytes }),
    'x-request-id': `req_demo${String(call.id).padStart(24, '0')}`,
    'openai-version': '2020-10-01',
    'openai-processing-ms': String(call.ms ?? 0),
    ...headers,
  })
}
