/** A running timer; Node's `Timeout` is one. */
export interface Timer {
  ref(): Timer
  unref(): Timer
  hasRef(): boolean
  refresh(): Timer
  [Symbol.toPrimitive](): number
}

// biome-ignore lint/suspicious/noExplicitAny: a timer passes any arguments
type Callback = (...args: any[]) => void
type Handle = Timer | number | string | null | undefined

/** The time and the timers, in milliseconds. */
export interface Clock {
  now(): number
  /** A time that goes on when `now` is set to another one, ms; default: `now`. */
  elapsed?(): number
  setTimeout(callback: Callback, delayMs?: number, ...args: unknown[]): Timer
  clearTimeout(timer: Handle): void
  setInterval(callback: Callback, periodMs?: number, ...args: unknown[]): Timer
  clearInterval(timer: Handle): void
}

/** The real time and Node's timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs, ...args) => setTimeout(callback, delayMs, ...args),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setInterval: (callback, periodMs, ...args) => setInterval(callback, periodMs, ...args),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
}

/** A clock that runs like the real one and can be moved forward, so that a test need not wait for an hour. */
export interface TestClock extends Clock {
  /**
   * Moves time forward by `ms`. Timers that fall due fire before it returns, in order, each at its own due time;
   * promises that they resolve continue afterwards. An error in a timer is thrown here.
   */
  advance(ms: number): void
  /** Clears every timer, so that none keeps the process alive. */
  dispose(): void
}

interface Entry {
  dueAt: number
  delayMs: number
  repeats: boolean
  run(): void
  timer?: NodeJS.Timeout
  referenced: boolean
}

// Node fires a timer with a longer delay at once, so longer ones are set in steps.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Creates a clock that starts at `startAt` (ms since 1970; default: now) and runs with real time. Its timers fire when
 * real time or `advance` reaches their due time.
 */
export function createTestClock(startAt: number = Date.now()): TestClock {
  let offsetMs = startAt - Date.now()
  let lastId = 0
  const entries = new Map<number, Entry>()
  const now = () => Date.now() + offsetMs

  function arm(id: number, entry: Entry) {
    clearTimeout(entry.timer)
    const waitMs = Math.min(Math.max(entry.dueAt - now(), 0), LONGEST_TIMER_MS)
    entry.timer = setTimeout(() => (now() < entry.dueAt ? arm(id, entry) : fire(id, entry)), waitMs)
    if (!entry.referenced) entry.timer.unref()
  }

  function fire(id: number, entry: Entry) {
    if (entry.repeats) {
      entry.dueAt = Math.max(entry.dueAt, now()) + entry.delayMs
      arm(id, entry)
    } else drop(id)
    entry.run()
  }

  function drop(id: number) {
    clearTimeout(entries.get(id)?.timer)
    entries.delete(id)
  }

  function schedule(
    repeats: boolean,
    callback: Callback,
    delayMs: number | undefined,
    args: unknown[],
  ): Timer {
    const id = ++lastId
    const wait = delayMs !== undefined && delayMs >= 1 ? Math.trunc(delayMs) : 1 // as Node does
    const run = () => callback(...args)
    const entry: Entry = { dueAt: now() + wait, delayMs: wait, repeats, run, referenced: true }
    entries.set(id, entry)
    arm(id, entry)
    return createTimer(id, entry, () => {
      entry.dueAt = now() + wait
      entries.set(id, entry)
      arm(id, entry)
    })
  }

  function clear(timer: Handle) {
    if (timer !== null && timer !== undefined) drop(Number(timer))
  }

  return {
    now,
    setTimeout: (callback, delayMs, ...args) => schedule(false, callback, delayMs, args),
    clearTimeout: clear,
    setInterval: (callback, periodMs, ...args) => schedule(true, callback, periodMs, args),
    clearInterval: clear,
    advance(ms) {
      const target = now() + ms
      try {
        for (let due = earliest(entries, target); due; due = earliest(entries, target)) {
          offsetMs += Math.max(due[1].dueAt - now(), 0)
          fire(...due)
        }
      } finally {
        offsetMs += Math.max(target - now(), 0)
        for (const [id, entry] of entries) arm(id, entry)
      }
    },
    dispose() {
      for (const id of [...entries.keys()]) drop(id)
    },
  }
}

function earliest(entries: Map<number, Entry>, target: number): [number, Entry] | undefined {
  let first: [number, Entry] | undefined
  for (const [id, entry] of entries) {
    if (entry.dueAt <= target && (!first || entry.dueAt < first[1].dueAt)) first = [id, entry]
  }
  return first
}

function createTimer(id: number, entry: Entry, restart: () => void): Timer {
  const timer: Timer = {
    ref() {
      entry.referenced = true
      entry.timer?.ref()
      return timer
    },
    unref() {
      entry.referenced = false
      entry.timer?.unref()
      return timer
    },
    hasRef: () => entry.referenced,
    refresh() {
      restart()
      return timer
    },
    [Symbol.toPrimitive]: () => id,
  }
  return timer
}
