import type { FaultRow as SharedRow } from '../../shared/fault-injector'
import type { ApiResponse } from '../api/responses'
import type { CallKind } from '../api/route-kinds'

/** The parameters of all faults; each row has those that it reads. */
export interface FaultParams {
  ms: number
  status: number
  code: string
  message: string
  body: unknown
  count: number
}

/** What the caller gets: a response, or a connection that is reset or never answered. */
export type FaultOutcome = ApiResponse | 'reset' | 'hang'

type Effect<Outcome> = (kind: CallKind, params: FaultParams) => Outcome

/**
 * What a fault does, by the moment at which it applies:
 *
 * - `delay`: the call waits, and goes on
 * - `before`: the call ends before anything of it is checked
 * - `gateway`: refused with the token, permission, address and rate checks
 * - `service`: refused by the robot service, after all checks
 * - `after`: the call is done, and its response is replaced
 * - `custom`: the code that it concerns asks for it by its id
 */
type PhaseEffect =
  | { phase: 'delay' }
  | { phase: 'before'; effect: Effect<FaultOutcome> }
  | { phase: 'gateway'; effect: Effect<ApiResponse> }
  | { phase: 'service'; effect: Effect<ApiResponse> }
  | { phase: 'after'; effect: Effect<FaultOutcome> }
  | { phase: 'custom' }

/** One fault of the emulator. */
export type FaultRow = SharedRow<CallKind, FaultParams> & { calls: readonly CallKind[] } & PhaseEffect
