/**
 * The doctor: examines a bot that is being set up, and says for each finding what to do.
 *
 * It shows no secret and nothing anybody said. A report is kept for a while, one examination is under way at a
 * time, and a day has so many of them: nobody can burn quota by reloading the page.
 */
import type { Texts } from '../texts/types'
import { checkAll, type Probes } from './checks'
import type { Finding } from './finding'

export interface Report {
  findings: Finding[]
  /** Milliseconds since the epoch. */
  checkedAt: number
  /** Until then the same report is shown. */
  nextCheckAt: number
}

/** How long a report is shown before anything is checked again. */
export const REPORT_FOR_MS = 2 * 60 * 1_000
/** An examination makes a metered call of DingTalk's, of which a month has 5,000, and one of the model's. */
export const MAX_A_DAY = 30
const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * @param now milliseconds since the epoch
 * @returns a function that examines, within 20 s, or shows the last report while it is fresh; it never rejects
 */
export function createExamine(instruments: Probes, texts: Texts, now: () => number): () => Promise<Report> {
  let last: Promise<Report> | undefined
  let nextCheckAt = 0
  /** When the last examinations began. */
  const begun: number[] = []

  const examine = async (checkedAt: number): Promise<Report> => {
    const findings = await Promise.all(checkAll(instruments, texts))
    return { findings: findings.flat(), checkedAt, nextCheckAt }
  }

  return () => {
    const at = now()
    if (!last || at >= nextCheckAt) {
      begun.push(at)
      if (begun.length > MAX_A_DAY) begun.shift()
      nextCheckAt = at + REPORT_FOR_MS
      if (begun.length === MAX_A_DAY) nextCheckAt = Math.max(nextCheckAt, (begun[0] as number) + DAY_MS)
      last = examine(at)
    }
    return last
  }
}
