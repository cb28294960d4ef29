import type { Effect, FaultId, FaultParams, FaultRow } from './table'
import { FAULTS } from './table'

/** How a fault is switched on; a row's own knobs (`ms`, `retryAfterSeconds`) can be given too. */
export interface FaultOptions extends Partial<FaultParams> {
  /** How often it strikes before it is over; default: until it is switched off. */
  times?: number
  /** How likely it strikes a call, 0 to 1; default: 1. */
  probability?: number
}

/** A fault that is switched on. */
export interface ActiveFault {
  id: FaultId
  /** How often it will strike yet; Infinity: until it is switched off. */
  left: number
  probability: number
  params: FaultParams
  /** How often it struck so far. */
  hits: number
}

/** The switches of the demo model: what goes wrong and how often. */
export interface Faults {
  readonly table: Record<FaultId, FaultRow>
  /** Switches a fault on (again: with these options) and answers what switches it off; throws a RangeError on misuse. */
  set(id: FaultId, options?: FaultOptions): () => void
  /** Switches one off, or all. */
  clear(id?: FaultId): void
  active(): readonly ActiveFault[]
  /** Starts the dice anew; the same seed and the same calls give the same faults. */
  seed(seed: number): void
}

/**
 * Makes the switches, with everything off. `take` says what happens to one call, in the order of the table:
 * of several that strike, the first decides, after any delay.
 */
export function createFaults(firstSeed = 1): Faults & { take(): Effect[]; reset(): void } {
  const active = new Map<FaultId, ActiveFault>()
  let random = createRandom(firstSeed)

  function strikes(fault: ActiveFault): boolean {
    if (fault.probability < 1 && random() >= fault.probability) return false
    fault.hits += 1
    fault.left -= 1
    if (fault.left <= 0) active.delete(fault.id)
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
    take() {
      if (active.size === 0) return []
      const effects: Effect[] = []
      for (const id of Object.keys(FAULTS) as FaultId[]) {
        const fault = active.get(id)
        if (!fault || !strikes(fault)) continue
        const effect = FAULTS[id].effect(fault.params)
        effects.push(effect)
        if (effect.kind !== 'delay') break
      }
      return effects
    },
    reset() {
      active.clear()
      random = createRandom(firstSeed)
    },
  }
}

function toActive(id: FaultId, options: FaultOptions): ActiveFault {
  const row = FAULTS[id]
  if (!row) throw new RangeError(`No fault is called "${id}"; there are: ${Object.keys(FAULTS).join(', ')}`)
  const { times = Number.POSITIVE_INFINITY, probability = 1, ...given } = options
  if (!(times >= 1)) throw new RangeError(`times must be 1 or more, not ${times}`)
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be between 0 and 1, not ${probability}`)
  }
  for (const [name, value] of Object.entries(given)) {
    if (!(row.params && name in row.params)) throw new RangeError(`The fault "${id}" has no ${name}`)
    if (!(value >= 0 && Number.isFinite(value)))
      throw new RangeError(`${name} must be 0 or more, not ${value}`)
  }
  return {
    id,
    left: times,
    probability,
    params: { ms: 0, retryAfterSeconds: 0, ...row.params, ...given },
    hits: 0,
  }
}

/** Mulberry32: 32 bits of state, good enough to roll dice with. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
