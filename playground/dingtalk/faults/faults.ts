import { createFaultInjector, type FaultInjector } from '../../shared/fault-injector'
import type { CallKind } from '../api/route-kinds'
import { CALLBACK_FAULTS } from './callback'
import { CARD_FAULTS } from './card'
import { CONNECTION_FAULTS } from './connection'
import type { FaultParams, FaultRow } from './fault-row'
import { GATEWAY_FAULTS } from './gateway'
import { SERVICE_FAULTS } from './service'

const ROWS = {
  ...CONNECTION_FAULTS,
  ...GATEWAY_FAULTS,
  ...SERVICE_FAULTS,
  ...CARD_FAULTS,
  ...CALLBACK_FAULTS,
}

/** The name of a fault. */
export type FaultId = keyof typeof ROWS

/** Every fault of the emulator: the page shows the rows as switches, and tests trigger each of them. */
export const FAULTS: Record<FaultId, FaultRow> = ROWS

/** The faults of a DingTalk emulator. */
export type Faults = FaultInjector<FaultId, CallKind, FaultParams, FaultRow>

/** Creates the fault injector of an emulator, with no fault set. */
export function createFaults(): Faults {
  return createFaultInjector(FAULTS, DEFAULT_PARAMS)
}

const DEFAULT_PARAMS: FaultParams = { ms: 0, status: 500, code: '', message: '', body: undefined, count: 0 }

type Phase = FaultRow['phase']
type RowOf<P extends Phase> = Extract<FaultRow, { phase: P }>

/** The oldest fault of this phase that hits the call, counted; undefined when none does. */
export function triggerPhase<P extends Phase>(faults: Faults, phase: P, kind: CallKind) {
  for (const { id } of faults.active()) {
    const row = FAULTS[id]
    if (!isOfPhase(row, phase)) continue
    const fault = faults.trigger(id, kind)
    if (fault) return { id, row, params: fault.params }
  }
  return undefined
}

function isOfPhase<P extends Phase>(row: FaultRow, phase: P): row is RowOf<P> {
  return row.phase === phase
}
