/**
 * The conversion of an answer, and each call that sends it. Where the answer may have ended a process before, one answer
 * at a time is in such a phase, and that is noted before: should this process die as well, the other answers have not
 * been its cause. What waits for its time among the calls to DingTalk is in no phase.
 */
import type { WorkerContext } from './context'
import type { InFlightMessage } from './types'

export type Phase = ReturnType<typeof createPhase>

/** Costs nothing for an answer that has ended no process. */
export function createPhase({ inbox, inLine }: WorkerContext, message: InFlightMessage) {
  const { job } = message
  const { deliveries = 0 } = job
  let letNext: (() => void) | undefined

  const survived = (): void => {
    letNext?.()
    letNext = undefined
  }

  return {
    /** @returns false when another process has the message by now */
    begin: (): Promise<boolean> | true =>
      !message.isSuspect ||
      new Promise((resolve) => {
        void inLine(async () => {
          const isOurs =
            !message.isReleased && (await inbox.beginDelivery(job, deliveries + 1).catch(() => true))
          resolve(isOurs)
          if (isOurs) await new Promise<void>((end) => (letNext = end))
        })
      }),

    /** It was not the end of the process: the message waits from here on. Never rejects. */
    async end(): Promise<void> {
      if (letNext) await inbox.beginDelivery(job, deliveries).catch(() => undefined)
      survived()
    },

    /** A part was accepted, which is noted by itself. */
    survived,
  }
}
