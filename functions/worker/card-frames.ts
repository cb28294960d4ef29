/**
 * Which text a card shows next, and when: the newest one, at intervals that grow with the answer, so that an answer costs
 * few of the calls that DingTalk counts. Pure.
 */

/** With the card's creation and its end an answer takes eight calls at most. */
const MAX_FRAMES = 6
const MIN_INTERVAL_MS = 1_000
/** The share of the time since the first frame that passes until the next: six frames last for 23 s. */
const GROWTH = 1.2

/** The frames of one answer; times in ms. */
export function createFrames() {
  let newest = ''
  let shown = ''
  let count = 0
  let firstAt = 0
  let lastAt = 0

  return {
    show(text: string): void {
      newest = text
    },

    /** How long until the next frame; `undefined` when there is none to be shown. */
    waitMs(at: number): number | undefined {
      if (newest === shown || count === MAX_FRAMES) return undefined
      if (count === 0) return 0
      return Math.max(0, lastAt + Math.max(MIN_INTERVAL_MS, GROWTH * (lastAt - firstAt)) - at)
    },

    /** The text of the next frame, which is shown now. */
    take(at: number): string {
      if (count === 0) firstAt = at
      count += 1
      lastAt = at
      shown = newest
      return newest
    },
  }
}
