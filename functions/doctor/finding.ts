/** One finding of the check-up. */
import type { Check } from '../texts/types'

export interface Finding {
  check: Check
  /** `unknown`: cannot be checked yet, or only after another finding is fixed. */
  state: 'good' | 'bad' | 'unknown'
  text: string
  /** What to do, and where. */
  fix?: string
  /** DingTalk's status and code. */
  code?: string
}
