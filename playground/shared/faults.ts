import type { CallKind } from '../dingtalk/api/kinds'
import type { FaultEffect, FaultParams, FaultPhase, FaultRow } from '../dingtalk/faults/row'
import { FAULTS, type FaultId } from '../dingtalk/faults/table'
import { createRandom } from './random'

/** How a fault is switched on; a row's own knobs (`ms`, `status` …) can be given too. */
export interface FaultOptions extends Partial<FaultParams> {
  /** Only these calls; default: all that the row knows. */
  on?: CallKind | CallKind[]
  /** How often it strikes before it is over; default: until it is switched off. */
  times?: number
  /** How likely it strikes a call, 0 to 1; default: 1. */
  probability?: number
}

/** A fault that is switched on. */
export interface ActiveFault {
  id: FaultId
  on: readonly CallKind[]
  /** How often it will strike yet; Infinity: until it is switched off. */
  left: number
  probability: number
  params: FaultParams
  /** How often it struck so far. */
  hits: number
}

/** The switches of the emulator: what goes wrong, where, how often. */
export interface Faults {
  readonly table: Record<FaultId, FaultRow>
  /** Switches a fault on (again: with these options) and answers what switches it off; misuse throws. */
  set(id: FaultId, options?: FaultOptions): () => void
  /** Switches one off, or all. */
  clear(id?: FaultId): void
  active(): readonly ActiveFault[]
  /** Starts the dice anew; the same seed and the same calls give the same faults. */
  seed(seed: number): void
  /** The fault of this name that strikes this call, counted; undefined when none does. */
  asked(id: FaultId, kind: CallKind): ActiveFault | undefined
  /** The first fault of this phase that strikes this call, counted, and what it does. */
  strike(
    phase: FaultPhase,
    kind: CallKind,
  ): { id: FaultId; params: FaultParams; effect?: FaultEffect } | undefined
}

/** Makes the switchboard, with everything off. */
export function createFaults(firstSeed = 1): Faults {
  let random = createRandom(firstSeed)
  const active = new Map<FaultId, ActiveFault>()

  function strikes(fault: ActiveFault, kind: CallKind): boolean {
    if (!fault.on.includes(kind)) return false
    if (fault.probability < 1 && random() >= fault.probability) return false
    fault.hits++
    if (--fault.left <= 0) active.delete(fault.id)
    return true
  }

  return {
    table: FAULTS,
    set(id, options = {}) {
      const fault = toActive(id, options)
      active.set(id, fault)
      return () => {
        if (active.get(id) === fault) active.delete(id)
      }
    },
    clear(id) {
      if (id === undefined) active.clear()
      else active.delete(id)
    },
    active: () => [...active.values()],
    seed(seed) {
      random = createRandom(seed)
    },
    asked(id, kind) {
      const fault = active.get(id)
      return fault && strikes(fault, kind) ? fault : undefined
    },
    strike(phase, kind) {
      for (const fault of active.values()) {
        const row = FAULTS[fault.id]
        if (row.phase !== phase || !strikes(fault, kind)) continue
        return { id: fault.id, params: fault.params, effect: row.effect?.(kind, fault.params) }
      }
      return undefined
    },
  }
}

function toActive(id: FaultId, options: FaultOptions): ActiveFault {
  const row = FAULTS[id]
  if (!row) throw new Error(`No fault is called "${id}"; there are: ${Object.keys(FAULTS).join(', ')}`)
  const { on = [...row.calls], times = Infinity, probability = 1, ...given } = options
  const calls = [on].flat()
  const strange = calls.filter((kind) => !row.calls.includes(kind))
  if (strange.length > 0) throw new Error(`The fault "${id}" does not exist for: ${strange.join(', ')}`)
  const params = {
    ms: 0,
    status: 500,
    code: '',
    message: '',
    body: undefined,
    count: 0,
    ...row.params,
    ...given,
  }
  return { id, on: calls, left: times, probability, params, hits: 0 }
}
