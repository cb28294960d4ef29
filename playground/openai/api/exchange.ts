import type { ServerResponse } from 'node:http'
import type { ChatCompletion, ChatCompletionChunk, ErrorResponse } from '../protocol'
import type { ModelCall } from '../store'

/** One request on its way to an answer. */
export interface Exchange {
  method: string
  path: string
  /** parsed JSON; text when it was none; undefined when there was no body */
  body: unknown
  /** set when the request may not pass: wrong key, too large */
  refusal: ErrorResponse | undefined
  call: ModelCall
  response: ServerResponse
  /** records how the call ended; only the first word counts */
  end(result: Pick<ModelCall, 'outcome' | 'status' | 'answer' | 'usage'>): void
}

/** Answers with JSON and the real service's headers. */
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

/** Answers with one of the real service's errors. */
export function sendRefusal(exchange: Exchange, { status, error, headers }: ErrorResponse) {
  sendJson(exchange, status, { error }, headers)
}

/** Answers 200 with a body that is no completion at all. */
export function sendBody(exchange: Exchange, contentType: string, body: string) {
  exchange.end({ outcome: 'answered', status: 200, answer: body })
  writeHead(exchange, 200, contentType, {}, Buffer.byteLength(body))
  exchange.response.end(body)
}

/** Answers with Server-Sent Events; the store gets the completion that they add up to. */
export function sendStream(exchange: Exchange, chunks: ChatCompletionChunk[], completion: ChatCompletion) {
  exchange.end({ outcome: 'answered', status: 200, answer: completion, usage: completion.usage })
  writeHead(exchange, 200, 'text/event-stream; charset=utf-8', { 'cache-control': 'no-cache' })
  exchange.response.end(toEvents(chunks))
}

/** Sends the first half of an answer and drops the connection. */
export function sendHalf(exchange: Exchange, completion: ChatCompletion, chunks?: ChatCompletionChunk[]) {
  const whole = Buffer.from(chunks ? toEvents(chunks) : JSON.stringify(completion))
  exchange.end({ outcome: 'dropped', status: 200, usage: completion.usage })
  if (chunks) writeHead(exchange, 200, 'text/event-stream; charset=utf-8')
  else writeHead(exchange, 200, 'application/json', {}, whole.length)
  exchange.response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => exchange.response.destroy())
}

/** Drops the connection with not one byte of an answer. */
export function drop(exchange: Exchange) {
  exchange.end({ outcome: 'dropped' })
  exchange.response.socket?.resetAndDestroy()
}

function toEvents(chunks: ChatCompletionChunk[]): string {
  return `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`
}

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
