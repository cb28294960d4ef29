/** What was wrong with callbacks that got no answer, for the doctor; this process remembers the last one. */
import { verify } from '../dingtalk/signature'
import type { CallbackProblem } from '../texts/types'

export interface RejectedCallbacks {
  /** A callback was turned away. One without both headers is somebody's browser or scanner, not DingTalk. */
  turnedAway(headers: { timestamp?: unknown; sign?: unknown }, appSecret: string | undefined): void
  /** DingTalk sent word that it pushes no more messages this month. */
  overQuota(): void
  last(): { at: number; trouble: CallbackProblem } | undefined
}

/** @param now milliseconds since the epoch */
export function createRejectedCallbacks(now: () => number): RejectedCallbacks {
  let last: { at: number; trouble: CallbackProblem } | undefined
  const note = (trouble: CallbackProblem): void => {
    last = { at: now(), trouble }
  }
  return {
    turnedAway({ timestamp, sign }, appSecret) {
      if (!timestamp || !sign) return
      if (!appSecret) return note('no-secret')
      // Right by its own time: DingTalk signed it, and either this clock is wrong or the message is an old one.
      const isGenuine = verify({ timestamp, sign }, appSecret, Number(timestamp))
      note(isGenuine ? 'out-of-date' : 'wrong-signature')
    },
    overQuota: () => note('over-quota'),
    last: () => last,
  }
}
