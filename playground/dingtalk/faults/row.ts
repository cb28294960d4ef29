import type { CallKind } from '../api/kinds'
import type { ApiResponse } from '../api/responses'

/**
 * When a fault strikes in the life of a call: it makes it wait (`delay`), decides it before anything is looked at
 * (`arrival`), refuses it at the gateway (`gate`) or in the robot service (`service`), or lets it happen and spoils
 * the answer (`accepted`). The rest (`asked`) change something of what is done, and are asked for by name.
 */
export type FaultPhase = 'delay' | 'arrival' | 'gate' | 'service' | 'accepted' | 'asked'

/** The knobs of a fault; each row has those that it heeds, with their first values. */
export interface FaultParams {
  ms: number
  status: number
  code: string
  message: string
  body: unknown
  count: number
}

/** What becomes of a call: an answer, or a connection that is reset or never answered. */
export type FaultEffect = ApiResponse | 'reset' | 'hang'

/** One switch of the playground. */
export interface FaultRow {
  /** The calls it can be switched on for; all of them, unless said otherwise when it is switched on. */
  calls: readonly CallKind[]
  phase: FaultPhase
  /** What it does, for the page. */
  en: string
  zh: string
  params?: Partial<FaultParams>
  effect?(kind: CallKind, params: FaultParams): FaultEffect
}
