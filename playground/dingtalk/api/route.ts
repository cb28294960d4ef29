import type { IncomingHttpHeaders } from 'node:http'
import type { FaultPhase } from '../faults/row'
import type { EmulatorState } from '../state'
import type { RouteKind } from './kinds'
import { type ApiResponse, apiError, missingParameter } from './responses'

/** One request of the bot, read completely. */
export interface IncomingCall {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The body as text. */
  text: string
  /** The body's size, in bytes. */
  bytes: number
  /** The body if it is JSON. */
  json?: unknown
  /** The fault that decided this call, for the record. */
  fault?: string
}

/** One path that DingTalk serves. */
export interface Route {
  kind: RouteKind
  method: 'GET' | 'POST'
  /** The exact path, or with a `*` at its end everything below it. */
  path: string
  handle(call: IncomingCall, state: EmulatorState): ApiResponse
}

/** The fields of a JSON object. */
export type Fields = Record<string, unknown>

/** What a fault of this phase answers to this call, if one strikes it. */
export function strike(
  phase: FaultPhase,
  kind: RouteKind,
  call: IncomingCall,
  state: EmulatorState,
): ApiResponse | undefined {
  const struck = state.faults.strike(phase, kind)
  if (!struck) return undefined
  call.fault = struck.id
  return struck.effect as ApiResponse | undefined
}

/** Whether a fault that is asked for by name strikes this call. */
export function asked(
  id: Parameters<EmulatorState['faults']['asked']>[0],
  kind: RouteKind,
  call: IncomingCall,
  state: EmulatorState,
) {
  if (!state.faults.asked(id, kind)) return false
  call.fault = id
  return true
}

/** What api.dingtalk.com refuses before it looks at the body: header, token, permission, address, rate. */
export function refuseAtGateway(
  kind: RouteKind,
  call: IncomingCall,
  state: EmulatorState,
): ApiResponse | undefined {
  const token = call.headers['x-acs-dingtalk-access-token']
  if (typeof token !== 'string' || token === '') return apiError('AuthenticationFailed.MissingParameter')
  const now = state.clock.now()
  if (asked('token-revoked', kind, call, state)) state.tokens.revoke()
  if (asked('token-expired', kind, call, state)) state.tokens.expire(now)
  if (!state.tokens.isLive(token, now)) return apiError('InvalidAuthentication')
  return strike('gate', kind, call, state) ?? state.rates.refuseApi(kind, state.settings.limits, now)
}

/** What api.dingtalk.com refuses about the body: absent, not JSON, no object, a parameter not there at all. */
export function refuseBody(call: IncomingCall, required: string[]): ApiResponse | undefined {
  const isJson = call.headers['content-type']?.toLowerCase().startsWith('application/json')
  if (!isJson || call.text === '') return apiError('Missingbody')
  const body = call.json
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return apiError('Invalidbody')
  const absent = required.find(
    (name) => (body as Fields)[name] === undefined || (body as Fields)[name] === null,
  )
  return absent === undefined ? undefined : missingParameter(absent)
}

/** Whether a value is a string with something in it. */
export const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== ''
