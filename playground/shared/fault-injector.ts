/** One kind of failure that an emulator can be told to produce. */
export interface FaultRow<Call extends string, Params extends object> {
  /** The calls it can be set for; absent: every call. */
  calls?: readonly Call[]
  /** What it does, for the page. */
  en: string
  zh: string
  /** The parameters that this fault reads, with their defaults; others are refused. */
  params?: Partial<Params>
  /** How many calls it hits before it is removed, unless it is set otherwise; default: unlimited. */
  times?: number
}

/** How a fault is set; the row's own parameters (`ms`, `status` …) can be given too. */
export type FaultOptions<Call extends string, Params extends object> = Partial<Params> & {
  /** Only these calls; default: all that the row lists. */
  on?: Call | Call[]
  /** How many calls it hits before it is removed; default: as in the row. */
  times?: number
  /** The probability that it hits a call, 0 to 1; default: 1. */
  probability?: number
}

/** A fault that is set. */
export interface ActiveFault<Id extends string, Call extends string, Params extends object> {
  id: Id
  /** The calls it is set for; undefined: every call. */
  on?: readonly Call[]
  /** How many more calls it will hit; Infinity: unlimited. */
  left: number
  probability: number
  params: Params
  /** How many calls it has hit. */
  hits: number
}

/** Decides which calls fail, and how. `Row` is a row of the emulator's fault table. */
export interface FaultInjector<
  Id extends string,
  Call extends string,
  Params extends object,
  Row extends FaultRow<Call, Params>,
> {
  readonly table: Record<Id, Row>
  /** Sets a fault, or sets it again with new options. Returns a function that removes it. @throws RangeError on misuse */
  set(id: Id, options?: FaultOptions<Call, Params>): () => void
  /** Removes one fault, or all. */
  clear(id?: Id): void
  /** The faults that are set, oldest first. */
  active(): readonly ActiveFault<Id, Call, Params>[]
  /** Restarts the random numbers; the same seed and the same calls give the same hits. */
  seed(seed: number): void
  /** Decides whether a fault hits this call, and counts the hit; undefined when it does not. */
  trigger(id: Id, call?: Call): ActiveFault<Id, Call, Params> | undefined
  /** Removes all faults and restarts the random numbers. */
  reset(): void
}

/**
 * Creates a fault injector with no fault set.
 * @param defaults the value of every parameter that a row does not name
 */
export function createFaultInjector<
  Id extends string,
  Call extends string,
  Params extends object,
  Row extends FaultRow<Call, Params>,
>(table: Record<Id, Row>, defaults: Params, firstSeed = 1): FaultInjector<Id, Call, Params, Row> {
  const active = new Map<Id, ActiveFault<Id, Call, Params>>()
  let random = createRandom(firstSeed)

  return {
    table,
    set(id, options = {} as FaultOptions<Call, Params>) {
      if (!Object.hasOwn(table, id)) {
        throw new RangeError(`No fault is called "${id}"; there are: ${Object.keys(table).join(', ')}`)
      }
      const fault = { id, ...readOptions(id, table[id], defaults, options), hits: 0 }
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
    trigger(id, call) {
      const fault = active.get(id)
      if (!fault) return undefined
      if (call !== undefined && fault.on && !fault.on.includes(call)) return undefined
      if (fault.probability < 1 && random() >= fault.probability) return undefined
      fault.hits += 1
      fault.left -= 1
      if (fault.left <= 0) active.delete(id)
      return fault
    },
    reset() {
      active.clear()
      random = createRandom(firstSeed)
    },
  }
}

function readOptions<Call extends string, Params extends object>(
  id: string,
  row: FaultRow<Call, Params>,
  defaults: Params,
  { on, times = row.times ?? Infinity, probability = 1, ...params }: FaultOptions<Call, Params>,
) {
  const calls = typeof on === 'string' ? [on] : (on ?? row.calls)
  const unsupported = calls?.filter((call) => row.calls && !row.calls.includes(call)) ?? []
  if (unsupported.length > 0) {
    throw new RangeError(`The fault "${id}" does not exist for: ${unsupported.join(', ')}`)
  }
  if (!(times >= 1)) throw new RangeError(`times must be 1 or more, not ${times}`)
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be between 0 and 1, not ${probability}`)
  }
  checkParams(id, row, params)
  return { on: calls, left: times, probability, params: { ...defaults, ...row.params, ...params } }
}

function checkParams(id: string, row: FaultRow<string, object>, params: object): void {
  for (const [name, value] of Object.entries(params)) {
    if (!Object.hasOwn(row.params ?? {}, name)) throw new RangeError(`The fault "${id}" has no ${name}`)
    if (typeof value === 'number' && !(value >= 0 && Number.isFinite(value))) {
      throw new RangeError(`${name} must be 0 or more, not ${value}`)
    }
  }
}

/** Creates a generator of random numbers in [0, 1), mulberry32; the same seed gives the same numbers. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
