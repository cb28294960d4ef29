import { toFields } from '../../shared/json'
import type { IncomingCall, Route } from '../api/route'
import type { FaultOutcome } from '../faults/fault-row'
import { parseParam } from '../robot-messages/templates'
import type { EmulatorState } from '../state'
import { mask, maskFields } from './mask'

/** How a call ended. */
export interface CallResult {
  outcome: FaultOutcome
  /** DingTalk executed the call. */
  accepted: boolean
  /** When it arrived, ms since 1970. */
  at: number
  durationMs: number
}

/** Writes a call to the store, with its secrets masked; `route` is undefined for an unknown path. */
export function recordCall(
  route: Route | undefined,
  call: IncomingCall,
  { outcome, accepted, at, durationMs }: CallResult,
  state: EmulatorState,
): void {
  const response = typeof outcome === 'string' ? undefined : outcome
  const token = call.headers['x-acs-dingtalk-access-token']
  const { msgParam } = toFields(call.json)
  state.recorder.call({
    id: state.recorder.nextId(),
    at,
    route: route?.kind ?? 'unknown',
    method: call.method,
    path: maskedPath(call),
    ...(typeof token === 'string' && { token: mask(token) }),
    ...(call.text !== '' && { requestBody: maskedRequest(call, state) }),
    ...(msgParam !== undefined && { msgParam: parseParam(msgParam) ?? msgParam }),
    ...(response && { status: response.status, responseBody: maskedResponse(response.body) }),
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

// In a body that is not JSON, only the app secret can be recognised.
function maskedRequest({ json, text }: IncomingCall, { app }: EmulatorState): unknown {
  return json === undefined ? text.replaceAll(app.secret, mask(app.secret)) : maskFields(json)
}

function maskedResponse(body: unknown): unknown {
  return body instanceof Uint8Array ? `(${body.length} bytes)` : maskFields(body)
}
