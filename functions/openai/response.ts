/**
 * The response of any service in the one shape that is read later: a completion, or an error with bounded texts.
 * Handles JSON under a wrong label, a byte order mark, blank lines before it, event streams, errors inside a 200, errors
 * at the top level, and web pages in place of an API. Pure.
 */
import { asObject, asString, parseJson } from '../untrusted'
import { type EventStream, isEventStream, joinEventStream } from './event-stream'
import { NOT_AN_API, type ServiceError } from './failures'

export type ServiceAnswer =
  | { kind: 'completion'; body: object }
  | { kind: 'error'; error: ServiceError }
  /** The body broke off or is empty. */
  | { kind: 'broken' }

const MAX_MESSAGE_CHARACTERS = 2_000
const MAX_CODE_CHARACTERS = 200

/** What servers say of a route that they do not have: Go, FastAPI, OpenAI, Groq. A 404 for an unknown model names it. */
const UNKNOWN_ROUTE = /^(404 )?(page )?not found\.?$|^invalid url\b|unknown request url/i

/**
 * @param text the whole body
 * @param events the body's events, where they were read as they arrived
 */
export function readAnswer(status: number, text: string, events?: EventStream): ServiceAnswer {
  const body = text.replace(/^\uFEFF/, '').trim()
  const isSuccess = status >= 200 && status < 300
  const notAnApi = toError(status, { code: NOT_AN_API })
  if (status >= 300 && status < 400) return notAnApi
  if (/^<(!doctype|html|head|body|\?xml)/i.test(body)) {
    return isOfGateway(status) ? toError(status, {}) : notAnApi
  }
  const parsed =
    asObject(parseJson(body)) ?? (isEventStream(body) ? (events?.end() ?? joinEventStream(body)) : undefined)
  if (!parsed) return isSuccess ? { kind: 'broken' } : toError(status, { message: body })
  const error = errorIn(parsed, isSuccess)
  return error ? toError(status, error) : { kind: 'completion', body: parsed }
}

/** A gateway's own page for a request that is too large, too frequent or not served says nothing about the address. */
function isOfGateway(status: number): boolean {
  return status >= 500 || [408, 413, 429].includes(status)
}

/** The error under `error`, or the whole body where it has the fields of one. */
function errorIn(fields: Record<string, unknown>, isSuccess: boolean): Record<string, unknown> | undefined {
  if (fields.error) return asObject(fields.error) ?? { message: fields.error }
  const hasAnswer = Array.isArray(fields.choices)
  if (isSuccess && (hasAnswer || fields.message === undefined)) return undefined
  // FastAPI servers (vLLM, SGLang) put it under `detail`.
  return fields.detail === undefined ? fields : { ...fields, message: toSentence(fields.detail) }
}

function toSentence(detail: unknown): string {
  return typeof detail === 'string' ? detail : JSON.stringify(detail)
}

function toError(
  status: number,
  { code, type, message, msg, param }: Record<string, unknown>,
): ServiceAnswer {
  const text = asString(message) ?? asString(msg) ?? ''
  const codes = [code, type].filter((word) => typeof word === 'string' || typeof word === 'number')
  const isUnknownRoute = status === 404 && UNKNOWN_ROUTE.test(text.trim())
  return {
    kind: 'error',
    error: {
      status,
      code: isUnknownRoute ? NOT_AN_API : codes.join(' ').slice(0, MAX_CODE_CHARACTERS),
      message: text.slice(0, MAX_MESSAGE_CHARACTERS),
      ...(asString(param) ? { param: String(param).slice(0, MAX_CODE_CHARACTERS) } : {}),
    },
  }
}
