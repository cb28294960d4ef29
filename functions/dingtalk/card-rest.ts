/** Whether cards are tried: after several refusals in a row they rest, and answers come as messages. Pure. */
import type { Refusal } from './types'

export interface CardRest {
  /** Why no card is created for now; `undefined` when cards are tried. */
  resting(): Refusal | undefined
  /** DingTalk refused a card for good. */
  refused(refusal: Refusal): void
  /** A card was finished. */
  worked(): void
}

const MAX_REFUSALS = 3
const REST_MS = 30 * 60 * 1_000

/** @param now ms since the epoch */
export function createCardRest(now: () => number): CardRest {
  let refusals = 0
  let rest: { until: number; refusal: Refusal } | undefined
  return {
    resting: () => (rest && now() < rest.until ? rest.refusal : undefined),
    refused(refusal) {
      refusals += 1
      if (refusals < MAX_REFUSALS) return
      rest = { until: now() + REST_MS, refusal }
      refusals = 0
    },
    worked() {
      refusals = 0
    },
  }
}
