/** Callbacks that got no answer, for the check-up; this process remembers the last one. */
import { verify } from '../dingtalk/signature'
import type { CallbackProblem } from '../texts/types'

/** DingTalk's headers: milliseconds since the epoch, and 32 bytes in base64. */
const TIMESTAMP = /^\d{13}$/
const SIGN = /^[A-Za-z0-9+/]{43}=$/
/** Clocks are rarely off by more, and DingTalk signs anew for every callback. */
const PLAUSIBLE_MS = 24 * 60 * 60 * 1_000
/** A problem that is older is no longer shown. */
const SHOW_MS = 24 * 60 * 60 * 1_000

export type RejectedCallbacks = ReturnType<typeof createRejectedCallbacks>

/** @param now milliseconds since the epoch */
export function createRejectedCallbacks(now: () => number) {
  let last: { at: number; problem: CallbackProblem } | undefined
  const note = (problem: CallbackProblem): void => {
    last = { at: now(), problem }
  }
  return {
    /** A signature was refused. Headers that DingTalk does not send are those of browsers or scanners: not noted. */
    noteSignature(headers: { timestamp?: unknown; sign?: unknown }, appSecret: string | undefined): void {
      const { timestamp, sign } = headers
      if (typeof timestamp !== 'string' || typeof sign !== 'string') return
      if (!TIMESTAMP.test(timestamp) || !SIGN.test(sign)) return
      // Correct for its own timestamp: DingTalk signed it, and this clock is wrong or the callback is old.
      const isGenuine = verify(headers, appSecret, Number(timestamp))
      if (!isGenuine && Math.abs(now() - Number(timestamp)) > PLAUSIBLE_MS) return
      note(isGenuine ? 'out-of-date' : appSecret ? 'wrong-signature' : 'no-secret')
    },
    /** DingTalk said that it pushes no more messages this month. */
    noteOverQuota: () => note('over-quota'),
    /** The last one of a day. */
    last: () => (last && now() - last.at <= SHOW_MS ? last : undefined),
  }
}
