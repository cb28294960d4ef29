import type { ServerResponse } from 'node:http'
import type { Clock } from '../../clock'

/** The delays of responses that are not sent yet. */
export interface Delays {
  /**
   * Waits `delayMs` on the clock; undefined waits without end. Resolves with false as soon as the client disconnects.
   */
  wait(response: ServerResponse, delayMs: number | undefined): Promise<boolean>
  /** Closes the connections of all delayed responses. */
  closeAll(): void
}

/** Creates the delays, with none running. */
export function createDelays(clock: Clock): Delays {
  const waiting = new Set<ServerResponse>()
  return {
    wait(response, delayMs) {
      if (response.closed) return Promise.resolve(false)
      waiting.add(response)
      return new Promise((resolve) => {
        const finish = (isConnected: boolean) => {
          waiting.delete(response)
          response.off('close', onClose)
          resolve(isConnected)
        }
        const timer = delayMs === undefined ? undefined : clock.setTimeout(() => finish(true), delayMs)
        const onClose = () => {
          clock.clearTimeout(timer)
          finish(false)
        }
        response.once('close', onClose)
      })
    },
    closeAll() {
      for (const response of waiting) response.destroy()
    },
  }
}
