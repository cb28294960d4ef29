import type { IncomingHttpHeaders } from 'node:http'
import { isObject } from '../../shared/json'
import { type FaultId, triggerPhase } from '../faults/faults'
import type { EmulatorState } from '../state'
import { type ApiResponse, apiError, missingParameter } from './responses'
import type { RouteKind } from './route-kinds'

/** One request of the bot, with its body. */
export interface IncomingCall {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The body as text; '' for a form. */
  text: string
  raw: Buffer
  /** The size of the body, in bytes. */
  bytes: number
  /** The body, parsed; undefined if it is not JSON. */
  json?: unknown
  /** The last fault that hit this call, for the record. */
  fault?: FaultId
}

/** One path that the emulator serves. */
export interface Route {
  kind: RouteKind
  method: 'GET' | 'POST' | 'PUT'
  /** The exact path, or with a `*` at its end every path that begins with it. */
  path: string
  handle(call: IncomingCall, state: EmulatorState): ApiResponse | Promise<ApiResponse>
}

/** The response of a fault of this phase that hits the call; undefined when none does. */
export function refuseByFault(
  phase: 'gateway' | 'service',
  kind: RouteKind,
  call: IncomingCall,
  { faults }: EmulatorState,
): ApiResponse | undefined {
  const fault = triggerPhase(faults, phase, kind)
  if (!fault) return undefined
  call.fault = fault.id
  return fault.row.effect(kind, fault.params)
}

/** Whether a `custom` fault hits the call. */
export function isTriggered(
  id: FaultId,
  kind: RouteKind,
  call: IncomingCall,
  { faults }: EmulatorState,
): boolean {
  if (!faults.trigger(id, kind)) return false
  call.fault = id
  return true
}

/** The refusals of api.dingtalk.com before it reads the body: header, token, permission, address, rate, quota. */
export function refuseAtGateway(
  kind: RouteKind,
  call: IncomingCall,
  state: EmulatorState,
): ApiResponse | undefined {
  const token = call.headers['x-acs-dingtalk-access-token']
  if (typeof token !== 'string' || token === '') return apiError('AuthenticationFailed.MissingParameter')
  const now = state.clock.now()
  if (isTriggered('token-revoked', kind, call, state)) state.tokens.revoke()
  if (isTriggered('token-expired', kind, call, state)) state.tokens.expire(now)
  if (!state.tokens.isValid(token, now)) return apiError('InvalidAuthentication')
  const { quota, rates, settings } = state
  return (
    refuseByFault('gateway', kind, call, state) ??
    rates.refuseApi(kind, settings.limits, now) ??
    quota.refuseCall(settings.limits, now)
  )
}

/** The refusals of api.dingtalk.com because of the body: empty, not a JSON object, a required parameter missing. */
export function refuseBody(call: IncomingCall, required: string[]): ApiResponse | undefined {
  if (!isJsonType(call) || call.text === '') return apiError('Missingbody')
  const body = call.json
  if (!isObject(body)) return apiError('Invalidbody')
  const missing = required.find((name) => body[name] === undefined || body[name] === null)
  return missing === undefined ? undefined : missingParameter(missing)
}

/** Whether the content-type is JSON. */
export function isJsonType({ headers }: IncomingCall): boolean {
  return headers['content-type']?.toLowerCase().startsWith('application/json') ?? false
}
