import type { ApiCall, Callback, Delivery } from '../dingtalk/store/records'
import type { LogLine } from '../laf/console'
import type { ModelCall } from '../openai/store'
import { toCurl } from './curl'
import { formatBody, oneLine } from './format'
import type { MaskSecrets } from './secrets'
import type { RecordedStep } from './timeline'
import type { Body, Step } from './types'

/** What steps are made with: the mask for secrets, and the addresses of the calls. */
export interface StepContext {
  maskSecrets: MaskSecrets
  dingtalkUrl: string
  modelUrl: string
  searchUrl: string
  /** What stands for the model's key in a shell. */
  modelKey: string
}

/** A shell accepts no longer argument: Linux 128 KB, and a picture in a prompt has more. */
const MAX_CURL_BYTES = 100_000
/** Log lines get more room than other titles: the page parses them. */
const MAX_LINE_CHARACTERS = 2_000

/** The signed callback is posted. */
export function callbackStep(callback: Callback, { maskSecrets }: StepContext): RecordedStep {
  const path = new URL(callback.url).pathname
  return {
    at: callback.at,
    kind: 'callback',
    title: callback.redelivery > 0 ? `POST ${path} ×${callback.redelivery + 1}` : `POST ${path}`,
    detail: () => ({
      request: {
        line: `POST ${callback.url}`,
        headers: callback.headers,
        body: formatBody(callback.body, maskSecrets),
      },
    }),
  }
}

/** The bot's response to the callback: an acknowledgement, a refusal, or a time-out. */
export function answerStep(callback: Callback, { maskSecrets }: StepContext): RecordedStep {
  const { status, latencyMs = 0, responseBody, timedOut, error } = callback
  return {
    at: callback.at + latencyMs,
    kind: 'answer',
    title: error ?? maskSecrets(oneLine(responseBody ?? '')),
    timedOut,
    ok: status === 200,
    status,
    ms: latencyMs,
    detail: () => ({
      response: { line: String(status ?? error ?? 'timeout'), body: formatBody(responseBody, maskSecrets) },
    }),
  }
}

/** A call to DingTalk. */
export function callStep(call: ApiCall, { maskSecrets, dingtalkUrl }: StepContext): RecordedStep {
  const { method, path, token, requestBody, responseBody, status, fault } = call
  const isJson = requestBody !== undefined && typeof requestBody === 'object'
  const headers = {
    ...(isJson && { 'content-type': 'application/json' }),
    ...(token && { 'x-acs-dingtalk-access-token': token }),
  }
  return {
    at: call.at,
    kind: CALL_KINDS[call.route],
    title: maskSecrets(`${method} ${path.split('?')[0]}`),
    ok: call.accepted && status === 200,
    status,
    ms: call.durationMs,
    fault,
    detail: () => ({
      request: {
        line: maskSecrets(`${method} ${dingtalkUrl}${path}`),
        headers,
        body: formatBody(withMsgParam(call), maskSecrets),
      },
      response: toResponse(status, responseBody, maskSecrets),
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
  upload: 'send',
  cardCreateAndDeliver: 'card',
  cardCreate: 'card',
  cardDeliver: 'card',
  cardUpdate: 'card',
  cardStream: 'card',
  reactionAdd: 'reaction',
  reactionRecall: 'reaction',
  unknown: 'send',
}

/** A request to the model, with its response once that has arrived. */
export function modelStep(call: ModelCall, { maskSecrets, modelUrl, modelKey }: StepContext): RecordedStep {
  const { method, path, body, status, answer, outcome } = call
  const headers = {
    'content-type': 'application/json',
    ...(call.key && { authorization: `Bearer ${call.key}` }),
  }
  const route = path.replace(/^\/v1(?=\/)/, '')
  const curlOf = (url: string) => {
    const sent = maskSecrets(JSON.stringify(body) ?? '')
    if (Buffer.byteLength(sent) > MAX_CURL_BYTES) return undefined
    const authorized = { 'content-type': 'application/json', authorization: `Bearer ${modelKey}` }
    return toCurl({ method, url, headers: authorized, body: sent })
  }
  return {
    at: call.at,
    kind: 'model',
    title: [`${method} ${route}`, body?.model].filter(Boolean).join(' · '),
    pending: outcome === 'open',
    ok: outcome === 'open' ? undefined : outcome === 'answered' && status === 200,
    status,
    ms: call.ms,
    detail: () => ({
      request: { line: `${method} ${modelUrl}${route}`, headers, body: formatBody(body, maskSecrets) },
      response: toResponse(status, answer, maskSecrets, outcome),
      curl: curlOf(modelUrl + route),
    }),
  }
}

/** A message of the robot is shown. */
export function deliveryStep(delivery: Delivery, { maskSecrets }: StepContext): RecordedStep {
  return {
    at: delivery.at,
    kind: 'delivery',
    title: maskSecrets(oneLine(delivery.title ?? delivery.text)),
    ok: true,
    detail: () => ({ response: { line: delivery.kind, body: formatBody(delivery, maskSecrets) } }),
  }
}

/** A line that the function logged. */
export function logStep(line: LogLine, at: number, { maskSecrets }: StepContext): RecordedStep {
  const level = line.level === 'log' ? 'info' : line.level
  return {
    at,
    kind: 'log',
    title: maskSecrets(oneLine(line.text, MAX_LINE_CHARACTERS)),
    level,
    ok: level === 'error' || level === 'warn' ? false : undefined,
    detail: () => ({
      response: { line: `[${line.function}] ${level}`, body: formatBody(line.text, maskSecrets) },
    }),
  }
}

function toResponse(
  status: number | undefined,
  body: unknown,
  maskSecrets: MaskSecrets,
  outcome = 'dropped',
): Body {
  return { line: status === undefined ? outcome : String(status), body: formatBody(body, maskSecrets) }
}

// `msgParam` is JSON inside JSON: shown parsed.
function withMsgParam({ requestBody, msgParam }: ApiCall): unknown {
  return msgParam === undefined ? requestBody : { ...(requestBody as object), msgParam }
}
