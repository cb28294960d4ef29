import type { Clock } from '../clock'

/** Waiting that can be called off, so that nothing keeps a closed emulator alive. */
export interface Sleeper {
  /** Waits on the clock; false when it was called off. */
  sleep(ms: number): Promise<boolean>
  cancelAll(): void
}

/** Makes pauses that run on `clock`. */
export function createSleeper(clock: Clock): Sleeper {
  const cancels = new Set<() => void>()
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const finish = (inTime: boolean) => {
          clock.clearTimeout(timer)
          cancels.delete(cancel)
          resolve(inTime)
        }
        const cancel = () => finish(false)
        const timer = clock.setTimeout(() => finish(true), ms)
        cancels.add(cancel)
      }),
    cancelAll() {
      for (const cancel of [...cancels]) cancel()
    },
  }
}
