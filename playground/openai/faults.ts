import type { Effect, Fault, FaultId, FaultSettings } from './fault-table'
import { faultTable } from './fault-table'

/** A row of the table as it stands: is it on, how is it set, how often has it struck. */
export interface FaultState extends Omit<Fault, 'effect'> {
  id: FaultId
  on: boolean
  settings: FaultSettings
  played: number
}

/** The switches of the demo model. */
export interface Faults {
  /** Switches a fault on, replacing its earlier settings; throws a RangeError for an unknown id or impossible numbers. */
  set(id: FaultId, settings?: FaultSettings): void
  /** Switches one fault off, or all. */
  clear(id?: FaultId): void
  list(): FaultState[]
}

/** Creates the switches; `take` decides what happens to one call. The same seed strikes the same calls. */
export function createFaults(seed = 1): Faults & { take(): Effect[]; reset(): void } {
  const active = new Map<FaultId, FaultSettings>()
  const played = new Map<FaultId, number>()
  let random = createRandom(seed)

  function strikes(id: FaultId): FaultSettings | undefined {
    const settings = active.get(id)
    if (!settings || random() >= (settings.probability ?? 1)) return undefined
    played.set(id, (played.get(id) ?? 0) + 1)
    if (settings.times === 1) active.delete(id)
    else if (settings.times) active.set(id, { ...settings, times: settings.times - 1 })
    return settings
  }

  return {
    set(id, settings = {}) {
      check(id, settings)
      active.set(id, settings)
    },
    clear(id) {
      if (id === undefined) active.clear()
      else active.delete(id)
    },
    list: () =>
      faultTable.map(({ effect: _, ...row }) => ({
        ...row,
        on: active.has(row.id),
        settings: active.get(row.id) ?? {},
        played: played.get(row.id) ?? 0,
      })),
    take() {
      const effects: Effect[] = []
      for (const row of active.size === 0 ? [] : (faultTable as readonly (Fault & { id: FaultId })[])) {
        const settings = strikes(row.id)
        if (!settings) continue
        effects.push(row.effect(settings))
        if (effects.at(-1)?.kind !== 'delay') break
      }
      return effects
    },
    reset() {
      active.clear()
      played.clear()
      random = createRandom(seed)
    },
  }
}

function check(id: FaultId, { times, probability, delayMs, retryAfterSeconds }: FaultSettings) {
  if (!faultTable.some((row) => row.id === id)) throw new RangeError(`unknown fault: ${id}`)
  if (times !== undefined && !(Number.isInteger(times) && times > 0)) {
    throw new RangeError(`times must be a positive whole number, not ${times}`)
  }
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be between 0 and 1, not ${probability}`)
  }
  for (const [name, value] of Object.entries({ delayMs, retryAfterSeconds })) {
    if (value !== undefined && !(value >= 0 && Number.isFinite(value))) {
      throw new RangeError(`${name} must not be negative, not ${value}`)
    }
  }
}

/** Mulberry32: small, even enough for dice, the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
