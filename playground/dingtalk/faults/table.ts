import { CALLBACK_FAULTS } from './callback'
import { CONNECTION_FAULTS } from './connection'
import { GATEWAY_FAULTS } from './gateway'
import type { FaultRow } from './row'
import { SERVICE_FAULTS } from './service'

const ROWS = { ...CONNECTION_FAULTS, ...GATEWAY_FAULTS, ...SERVICE_FAULTS, ...CALLBACK_FAULTS }

/** The name of a fault. */
export type FaultId = keyof typeof ROWS

/** Everything that can be made to go wrong: the page shows the rows as switches, and a test plays each of them. */
export const FAULTS: Record<FaultId, FaultRow> = ROWS
