import type { ApiCall, Callback, Delivery } from '../dingtalk/store/records'
import type { LogLine } from '../laf/console'
import type { ModelCall } from '../openai/store'
import { SIGN_IN_SHELL, toCurl } from './curl'
import type { Scrub } from './secrets'
import type { RecordedStep } from './timeline'
import type { Body, Step } from './types'

/** What it takes to write a step: how to clean text, and where the calls went. */
export interface StepWriter {
  scrub: Scrub
  dingtalkUrl: string
  modelUrl: string
}

/** More of a body than this nobody reads, and a browser should not have to lay out. */
const MAX_BODY_CHARACTERS = 100_000
/** A log line is read by the page, which makes a few words of it. */
const MAX_LINE_CHARACTERS = 2_000

/** The signed callback goes out. */
export function callbackStep(callback: Callback, { scrub }: StepWriter): RecordedStep {
  const path = new URL(callback.url).pathname
  return {
    at: callback.at,
    kind: 'callback',
    title: callback.redelivery > 0 ? `POST ${path} ×${callback.redelivery + 1}` : `POST ${path}`,
    detail: () => ({
      request: {
        line: `POST ${callback.url}`,
        headers: callback.headers,
        body: pretty(callback.body, scrub),
      },
      curl: toCurl({
        before: SIGN_IN_SHELL,
        method: 'POST',
        url: callback.url,
        headers: { 'content-type': 'application/json', timestamp: '$TIMESTAMP', sign: '$SIGN' },
        body: scrub(JSON.stringify(callback.body)),
      }),
    }),
  }
}

/** The bot's answer to it: the acknowledgement, or a refusal, or nothing in time. */
export function answerStep(callback: Callback, { scrub }: StepWriter): RecordedStep {
  const { status, latencyMs = 0, responseBody, timedOut, error } = callback
  return {
    at: callback.at + latencyMs,
    kind: 'answer',
    title: timedOut ? 'timeout' : (error ?? scrub(oneLine(responseBody ?? ''))),
    ok: status === 200,
    status,
    ms: latencyMs,
    detail: () => ({
      response: { line: String(status ?? error ?? 'timeout'), body: pretty(responseBody, scrub) },
    }),
  }
}

/** A call to DingTalk. */
export function callStep(call: ApiCall, { scrub, dingtalkUrl }: StepWriter): RecordedStep {
  const { method, path, token, requestBody, responseBody, status, fault } = call
  const isJson = requestBody !== undefined && typeof requestBody === 'object'
  const headers = {
    ...(isJson && { 'content-type': 'application/json' }),
    ...(token && { 'x-acs-dingtalk-access-token': token }),
  }
  return {
    at: call.at,
    kind: CALL_KINDS[call.route],
    title: scrub(`${method} ${path.split('?')[0]}`),
    ok: call.accepted && status === 200,
    status,
    ms: call.durationMs,
    fault,
    detail: () => ({
      request: {
        line: scrub(`${method} ${dingtalkUrl}${path}`),
        headers,
        body: pretty(withParam(call), scrub),
      },
      response: toResponse(status, responseBody, scrub),
      curl: toCurl({
        method,
        url: scrub(dingtalkUrl + path),
        headers: { ...headers, ...(token && { 'x-acs-dingtalk-access-token': '$ACCESS_TOKEN' }) },
        body: requestBody === undefined ? undefined : scrub(withPlaceholders(requestBody)),
      }),
    }),
  }
}

const CALL_KINDS: Record<ApiCall['route'], Step['kind']> = {
  token: 'token',
  gettoken: 'token',
  batchSend: 'send',
  groupSend: 'send',
  webhook: 'webhook',
  download: 'download',
  file: 'download',
  unknown: 'send',
}

/** A prompt to the model, and its answer once it is there. */
export function modelStep(call: ModelCall, { scrub, modelUrl }: StepWriter): RecordedStep {
  const { method, path, body, status, answer, outcome } = call
  const headers = {
    'content-type': 'application/json',
    ...(call.key && { authorization: `Bearer ${call.key}` }),
  }
  const route = path.replace(/^\/v1(?=\/)/, '')
  return {
    at: call.at,
    kind: 'model',
    title: [`${method} ${route}`, body?.model].filter(Boolean).join(' · '),
    pending: outcome === 'open',
    ok: outcome === 'open' ? undefined : outcome === 'answered' && status === 200,
    status,
    ms: call.ms,
    detail: () => ({
      request: { line: `${method} ${modelUrl}${route}`, headers, body: pretty(body, scrub) },
      response: toResponse(status, answer, scrub, outcome),
      curl: toCurl({
        method,
        url: modelUrl + route,
        headers: { 'content-type': 'application/json', authorization: 'Bearer $OPENAI_KEY' },
        body: scrub(JSON.stringify(body)),
      }),
    }),
  }
}

/** A message of the robot appears. */
export function deliveryStep(delivery: Delivery, { scrub }: StepWriter): RecordedStep {
  return {
    at: delivery.at,
    kind: 'delivery',
    title: scrub(oneLine(delivery.title ?? delivery.text)),
    ok: true,
    detail: () => ({ response: { line: delivery.kind, body: pretty(delivery, scrub) } }),
  }
}

/** A line the function logged: what an owner reads. */
export function logStep(line: LogLine, at: number, { scrub }: StepWriter): RecordedStep {
  const level = line.level === 'log' ? 'info' : line.level
  return {
    at,
    kind: 'log',
    title: scrub(oneLine(line.text, MAX_LINE_CHARACTERS)),
    level,
    ok: level === 'error' || level === 'warn' ? false : undefined,
    detail: () => ({ response: { line: `[${line.function}] ${level}`, body: pretty(line.text, scrub) } }),
  }
}

function toResponse(status: number | undefined, body: unknown, scrub: Scrub, outcome = 'dropped'): Body {
  return { line: status === undefined ? outcome : String(status), body: pretty(body, scrub) }
}

// `msgParam` is JSON in JSON: readable only when it is unpacked.
function withParam({ requestBody, msgParam }: ApiCall): unknown {
  return msgParam === undefined ? requestBody : { ...(requestBody as object), msgParam }
}

function withPlaceholders(body: unknown): string {
  if (typeof body === 'string') return body
  const { appSecret, ...rest } = body as Record<string, unknown>
  // The shell does not look between single quotes, so the placeholder is for the reader.
  return JSON.stringify(appSecret === undefined ? rest : { ...rest, appSecret: 'YOUR_DING_APP_SECRET' })
}

function pretty(body: unknown, scrub: Scrub): string | undefined {
  if (body === undefined || body === '') return undefined
  const text = scrub(typeof body === 'string' ? prettyText(body) : JSON.stringify(body, undefined, 2))
  return text.length > MAX_BODY_CHARACTERS ? `${text.slice(0, MAX_BODY_CHARACTERS)}…` : text
}

function prettyText(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

function oneLine(text: string, characters = 160): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > characters ? `${line.slice(0, characters)}…` : line
}
