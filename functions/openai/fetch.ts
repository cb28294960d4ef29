/**
 * The `fetch` that the `openai` package gets. It reads responses to a limit and brings them into one shape: the package
 * then sees either a completion or an error, and repeats what is worth repeating.
 */
import type { AnswerFailure } from '../errors'
import { request } from '../http'
import { createEventStream } from './event-stream'
import { isFinal, type ServiceError, toAnswerFailure } from './failures'
import { readAnswer } from './response'

/** A whole response, decompressed. An answer of 30,000 characters takes a few hundred KB. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024
/** The same with a picture of 10 MB in it, in base64. */
const MAX_DRAWING_BYTES = 16 * 1024 * 1024

const DRAWS = /\/images\/generations(\?|$)/

/** What the package passes with a request. */
interface FetchOptions {
  method?: string
  headers?: Iterable<[string, string]>
  body?: string
  signal?: NonNullable<RequestInit['signal']>
  /** Called with the content so far of an answer that is streamed. @param hasReasoned the thinking came apart from it */
  onContent?(content: string, hasReasoned: boolean): void
}

/** By how much a content has grown when it is reported again: at each event a long one would cost its length. */
const REPORTED_GROWTH = 1.01

/** Headers by their lower-case names. */
type HeaderFields = Record<string, unknown>

/**
 * Makes one request. Redirects are not followed.
 * @throws where there is no complete response, or one of more than 8 MB (16 MB with a picture); the package repeats
 *   such requests
 */
export async function modelFetch(
  address: string | URL,
  { method, headers = [], body = '', signal, onContent }: FetchOptions = {},
): Promise<FetchResponse> {
  const events = onContent && createEventStream()
  let reported = 0
  const onText = (text: string): void => {
    const { content, hasReasoned } = events?.add(text) ?? { content: '', hasReasoned: false }
    if (content.length <= reported * REPORTED_GROWTH) return
    reported = content.length
    onContent?.(content, hasReasoned)
  }
  const response = await request(String(address), {
    method,
    headers: Object.fromEntries(headers),
    body,
    signal,
    maxBytes: DRAWS.test(String(address)) ? MAX_DRAWING_BYTES : MAX_RESPONSE_BYTES,
    ...(events ? { onText } : {}),
  })
  const answer = readAnswer(response.status, response.text, events)
  switch (answer.kind) {
    case 'broken':
      throw new Error('the response is empty or broke off')
    case 'completion':
      return toResponse(200, response.headers, answer.body)
    case 'error':
      return toErrorResponse(response.headers, answer.error)
  }
}

function toErrorResponse(headers: HeaderFields, error: ServiceError): FetchResponse {
  // Pictures do not matter here: a refusal of pictures has a status that the package does not repeat.
  const failure = toAnswerFailure(error, false)
  const status = error.status >= 400 ? error.status : statusInside(error, failure)
  const advice = isFinal(failure) ? { 'x-should-retry': 'false' } : {}
  return toResponse(status, { ...headers, ...advice }, { error })
}

/** An error inside a 200 gets a status, so that the package repeats the request where that may help. */
function statusInside({ code, message }: ServiceError, failure: AnswerFailure): number {
  if (failure === 'rate-limited') return 429
  return /upstream|server|overload|internal|time-?out|busy|繁忙|稍后/i.test(`${code} ${message}`) ? 502 : 400
}

/** As much of a `Response` as the package reads; Laf's sandbox has no such class. */
type FetchResponse = ReturnType<typeof toResponse>

function toResponse(status: number, headers: HeaderFields, body: object) {
  const fields: HeaderFields = { ...headers, 'content-type': 'application/json' }
  return {
    ok: status < 300,
    status,
    headers: {
      get: (name: string): string | null => {
        const value = fields[name.toLowerCase()]
        return value === undefined ? null : String(value)
      },
      entries: () => Object.entries(fields),
    },
    body: null,
    json: async () => body,
    text: async () => JSON.stringify(body),
  }
}
