/**
 * The `fetch` that the `openai` package gets: the global one with a limit, whose responses are brought into one shape.
 * The package then sees either a completion or an error, and repeats what is worth repeating.
 */
import type { AnswerFailure } from '../errors'
import { isFinal, type ServiceError, toAnswerFailure } from './failures'
import { readAnswer, type ServiceAnswer } from './response'

/** A whole response, decompressed. An answer of 60,000 characters takes a few hundred KB. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024

/** The code of an error that stands for a web page in place of an API. */
export const NOT_AN_API = 'not_an_api'

type FetchResponse = Awaited<ReturnType<typeof fetch>>

/**
 * Makes one request. Redirects are not followed.
 * @throws where there is no complete response, or one of more than 8 MB; the package repeats such requests
 */
export const modelFetch: typeof fetch = async (address, options) => {
  const response = await fetch(address, { ...options, redirect: 'manual' })
  const text = await readText(response)
  const answer = readAnswer(response.status, text)
  switch (answer.kind) {
    case 'broken':
      throw new Error('the response is empty or broke off')
    case 'completion':
      return toResponse(response, 200, answer.body)
    case 'not-an-api':
    case 'error':
      return toErrorResponse(response, answer)
  }
}

function toErrorResponse(
  response: FetchResponse,
  answer: Extract<ServiceAnswer, { kind: 'error' | 'not-an-api' }>,
): FetchResponse {
  const error: ServiceError =
    answer.kind === 'error' ? answer.error : { status: answer.status, code: NOT_AN_API, message: '' }
  // Pictures do not matter here: a refusal of pictures has a status that the package does not repeat.
  const failure = toAnswerFailure(error, false)
  const status = error.status >= 400 ? error.status : statusInside(error, failure)
  const failed = toResponse(response, status, { error })
  if (answer.kind === 'not-an-api' || isFinal(failure)) failed.headers.set('x-should-retry', 'false')
  return failed
}

/** An error inside a 200 gets a status, so that the package repeats the request where that may help. */
function statusInside({ code, message }: ServiceError, failure: AnswerFailure): number {
  if (failure === 'rate-limited') return 429
  return /upstream|server|overload|internal|time-?out|busy|繁忙|稍后/i.test(`${code} ${message}`) ? 502 : 400
}

/** Laf's sandbox has no global `Response`: this is the class of the one that `fetch` gave. */
function toResponse(response: FetchResponse, status: number, body: object): FetchResponse {
  const Response = response.constructor as new (body: string, init: object) => FetchResponse
  const kept = ['retry-after', 'retry-after-ms', 'x-should-retry', 'x-request-id'].flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return new Response(JSON.stringify(body), {
    status,
    headers: [['content-type', 'application/json'], ...kept],
  })
}

async function readText({ body }: FetchResponse): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_RESPONSE_BYTES) throw new Error('the response is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
