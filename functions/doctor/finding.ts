/** What the doctor found, and when things were. */
import type { Check } from '../texts/types'

export interface Finding {
  check: Check
  /** `unknown`: cannot be told yet, or not before something else is fixed. */
  state: 'good' | 'bad' | 'unknown'
  text: string
  /** What to do, and where. */
  fix?: string
  /** DingTalk's status and code. */
  code?: string
}

/** In China's time, which is the time of whoever reads it. @param at ms since the epoch */
export function toTime(at: number): string {
  return new Date(at + 8 * 60 * 60 * 1_000).toISOString().slice(0, 16).replace('T', ' ')
}
