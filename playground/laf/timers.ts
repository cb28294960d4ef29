import { promisify } from 'node:util'
import { type Clock, systemClock, type Timer } from '../clock'

/** The timer functions of one runtime; `stop` ends all timers, as the end of a process does. */
export interface Timers {
  setTimeout: Clock['setTimeout']
  clearTimeout: Clock['clearTimeout']
  setInterval: Clock['setInterval']
  clearInterval: Clock['clearInterval']
  setImmediate: typeof setImmediate
  clearImmediate: typeof clearImmediate
  stop(): void
}

/** Creates timers that run on `clock` and can all be stopped together. */
export function createTimers(clock: Clock = systemClock): Timers {
  const running = new Set<Timer>()
  const immediates = new Set<NodeJS.Immediate>()
  let stopped = false

  const later: Clock['setTimeout'] = (callback, delayMs, ...args) => {
    const timer = clock.setTimeout(() => {
      running.delete(timer)
      if (!stopped) callback(...args)
    }, delayMs)
    return keep(timer)
  }
  const repeat: Clock['setInterval'] = (callback, periodMs, ...args) =>
    keep(clock.setInterval(() => !stopped && callback(...args), periodMs))
  const soon = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    const immediate = setImmediate(() => {
      immediates.delete(immediate)
      if (!stopped) callback(...args)
    })
    immediates.add(immediate)
    return immediate
  }
  const cancel = (timer: Parameters<Clock['clearTimeout']>[0]) => {
    if (timer && typeof timer === 'object') running.delete(timer)
    clock.clearTimeout(timer)
  }
  // On Laf functions get Node's own setTimeout, with which `promisify` works.
  Object.defineProperty(later, promisify.custom, {
    value: (delayMs: number, value: unknown) => new Promise((resolve) => later(resolve, delayMs, value)),
  })

  function keep(timer: Timer): Timer {
    running.add(timer)
    if (stopped) cancel(timer)
    return timer
  }

  return {
    setTimeout: later,
    clearTimeout: cancel,
    setInterval: repeat,
    clearInterval: cancel,
    setImmediate: soon as unknown as typeof setImmediate,
    clearImmediate(immediate) {
      if (immediate) immediates.delete(immediate)
      clearImmediate(immediate)
    },
    stop() {
      stopped = true
      for (const timer of running) clock.clearTimeout(timer)
      for (const immediate of immediates) clearImmediate(immediate)
      running.clear()
      immediates.clear()
    },
  }
}
