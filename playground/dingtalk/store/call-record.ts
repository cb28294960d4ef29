import type { IncomingCall, Route } from '../api/route'
import { parseParam } from '../api/send'
import type { FaultEffect } from '../faults/row'
import type { EmulatorState } from '../state'
import { mask, maskFields } from './mask'

/** How a call ended. */
export interface CallResult {
  outcome: FaultEffect
  /** DingTalk did what it was asked to. */
  accepted: boolean
  /** When it came, ms since 1970. */
  at: number
  durationMs: number
}

/** Writes a call into the store, with the secrets in it masked. */
export function recordCall(
  route: Route | undefined,
  call: IncomingCall,
  verdict: CallResult,
  state: EmulatorState,
): void {
  const { outcome, accepted, at, durationMs } = verdict
  const answer = typeof outcome === 'string' ? undefined : outcome
  const token = call.headers['x-acs-dingtalk-access-token']
  const msgParam = (call.json as { msgParam?: unknown } | undefined | null)?.msgParam
  state.recorder.call({
    id: state.recorder.nextId(),
    at,
    route: route?.kind ?? 'unknown',
    method: call.method,
    path: maskedPath(call),
    ...(typeof token === 'string' && { token: mask(token) }),
    ...(call.text !== '' && { requestBody: readableRequest(call, state) }),
    ...(msgParam !== undefined && { msgParam: parseParam(msgParam) ?? msgParam }),
    ...(answer && { status: answer.status, responseBody: readable(answer.body) }),
    durationMs,
    accepted,
    ...(call.fault && { fault: call.fault }),
  })
}

function maskedPath({ path, query }: IncomingCall): string {
  if (query.size === 0) return path
  const masked = maskFields(Object.fromEntries(query)) as Record<string, string>
  return `${path}?${new URLSearchParams(masked)}`
}

// A body that is no JSON is shown as it came, except for the secret.
function readableRequest({ json, text }: IncomingCall, { app }: EmulatorState): unknown {
  return json === undefined ? text.replaceAll(app.secret, mask(app.secret)) : maskFields(json)
}

function readable(body: unknown): unknown {
  return body instanceof Uint8Array ? `(${body.length} bytes)` : maskFields(body)
}
