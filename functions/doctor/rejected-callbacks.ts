/** Callbacks that got no answer, for the check-up; this process remembers the last one. */
import { verify } from '../dingtalk/signature'
import type { CallbackProblem } from '../texts/types'

export interface RejectedCallbacks {
  /** A signature was refused. Requests without both headers are browsers or scanners and are not noted. */
  noteSignature(headers: { timestamp?: unknown; sign?: unknown }, appSecret: string | undefined): void
  /** DingTalk said that it pushes no more messages this month. */
  noteOverQuota(): void
  last(): { at: number; problem: CallbackProblem } | undefined
}

/** @param now milliseconds since the epoch */
export function createRejectedCallbacks(now: () => number): RejectedCallbacks {
  let last: { at: number; problem: CallbackProblem } | undefined
  const note = (problem: CallbackProblem): void => {
    last = { at: now(), problem }
  }
  return {
    noteSignature({ timestamp, sign }, appSecret) {
      if (!timestamp || !sign) return
      if (!appSecret) return note('no-secret')
      // Correct for its own timestamp: DingTalk signed it, and this clock is wrong or the callback is old.
      const isGenuine = verify({ timestamp, sign }, appSecret, Number(timestamp))
      note(isGenuine ? 'out-of-date' : 'wrong-signature')
    },
    noteOverQuota: () => note('over-quota'),
    last: () => last,
  }
}
