/** Callbacks that got no answer, for the check-up; this process remembers the last one. */
import { verify } from '../dingtalk/signature'
import type { CallbackProblem } from '../texts/types'

export type RejectedCallbacks = ReturnType<typeof createRejectedCallbacks>

/** @param now milliseconds since the epoch */
export function createRejectedCallbacks(now: () => number) {
  let last: { at: number; problem: CallbackProblem } | undefined
  const note = (problem: CallbackProblem): void => {
    last = { at: now(), problem }
  }
  return {
    /** A signature was refused. Requests without both headers are browsers or scanners and are not noted. */
    noteSignature(headers: { timestamp?: unknown; sign?: unknown }, appSecret: string | undefined): void {
      const { timestamp, sign } = headers
      if (!timestamp || !sign) return
      // Correct for its own timestamp: DingTalk signed it, and this clock is wrong or the callback is old.
      const isGenuine = verify(headers, appSecret, Number(timestamp))
      note(!appSecret ? 'no-secret' : isGenuine ? 'out-of-date' : 'wrong-signature')
    },
    /** DingTalk said that it pushes no more messages this month. */
    noteOverQuota: () => note('over-quota'),
    last: () => last,
  }
}
