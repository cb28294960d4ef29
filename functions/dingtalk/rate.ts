/**
 * How fast calls may follow each other, learned from what DingTalk accepted and refused. A refusal slows the calls down
 * to a part of what was accepted lately; time without a refusal speeds them up again. With this additive increase and
 * multiplicative decrease replicas share a limit without talking to each other. Pure, no clock.
 */

export interface Limit {
  /** The most calls in a window. */
  calls: number
  /** As few as refusals may lower it to. */
  least: number
  windowMs: number
}

/** A call takes a varying time to reach DingTalk: at the full rate some windows would get one call too many. */
const MARGIN = 0.975
/** After a refusal, of the calls that were accepted in a window. */
const DECREASE = 0.8
/** Further calls per window, with every window. */
const INCREASE = 2
/** Of a window; doubles with every refusal that follows, up to the longest. */
const FIRST_PAUSE = 0.2
const LONGEST_PAUSE_MS = 60_000

/** The rate of one limit; times in ms, from any start. */
export function createRate({ calls, least, windowMs }: Limit) {
  const most = calls * MARGIN
  let perWindow = most
  let changedAt = 0
  /** Accepted calls of the last window, fading out. */
  let accepted = 0
  let acceptedAt = 0
  let acceptedEver = 0
  let refusedAt = Number.NEGATIVE_INFINITY
  /** Refusals since the last acceptance. */
  let refusals = 0

  const fade = (at: number): void => {
    accepted *= Math.exp((acceptedAt - at) / windowMs)
    acceptedAt = at
  }

  return {
    /** Changes when a call is accepted. */
    acceptedEver: (): number => acceptedEver,

    /** The time between two calls. */
    spacingMs(at: number): number {
      perWindow = Math.min(most, perWindow + (INCREASE * (at - changedAt)) / windowMs)
      changedAt = at
      return windowMs / perWindow
    },

    accepted(at: number): void {
      fade(at)
      accepted += 1
      acceptedEver += 1
      refusals = 0
    },

    /** @returns when the next call may be made */
    refused(at: number, startedAt: number): number {
      // Calls that were on their way when DingTalk refused the first say nothing new.
      if (startedAt <= refusedAt) return 0
      refusedAt = at
      if (refusals === 0) {
        fade(at)
        perWindow = Math.max(least, DECREASE * Math.min(accepted, perWindow))
        changedAt = at
      }
      const pauseMs = Math.min(FIRST_PAUSE * windowMs * 2 ** refusals, LONGEST_PAUSE_MS)
      refusals += 1
      // Replicas that were refused together do not come back together.
      return at + pauseMs * (1 + Math.random() / 2)
    },
  }
}
