import type { Clock } from '../clock'

/** Delays that can be cancelled, so that a closed emulator leaves no timer behind. */
export interface Sleeper {
  /** Resolves after `ms` on the clock with true, or with false as soon as it is cancelled. */
  sleep(ms: number): Promise<boolean>
  cancelAll(): void
}

/** Creates a sleeper whose delays run on `clock`. */
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
