/**
 * The check-up: checks a bot that is being set up, and says for each finding what to do.
 *
 * It shows no secret and nothing that was said. A report is cached, one check-up runs at a time, and their number a day
 * is limited: reloading the page does not use up quota.
 */
import type { Texts } from '../texts/types'
import { checkAll, type Finding, type Probes } from './checks'

export interface Report {
  findings: Finding[]
  /** Milliseconds since the epoch. */
  checkedAt: number
  /** Until then the same report is shown. */
  nextCheckAt: number
}

/** How long a report is shown before anything is checked again. */
export const REPORT_FOR_MS = 2 * 60 * 1_000
/** A check-up makes one metered call to DingTalk, of 5,000 a month, and one to the model. */
export const MAX_A_DAY = 30
const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * @param now milliseconds since the epoch
 * @returns a function that checks, within 20 s, or gives the last report while it is fresh; it never rejects
 */
export function createCheckUp(probes: Probes, texts: Texts, now: () => number): () => Promise<Report> {
  let last: Promise<Report> | undefined
  let nextCheckAt = 0
  /** When the last check-ups began. */
  const begun: number[] = []

  return () => {
    const at = now()
    if (!last || at >= nextCheckAt) {
      begun.push(at)
      if (begun.length > MAX_A_DAY) begun.shift()
      nextCheckAt = at + REPORT_FOR_MS
      if (begun.length === MAX_A_DAY) nextCheckAt = Math.max(nextCheckAt, (begun[0] as number) + DAY_MS)
      last = Promise.all(checkAll(probes, texts)).then((findings) => {
        return { findings: findings.flat(), checkedAt: at, nextCheckAt }
      })
    }
    return last
  }
}
