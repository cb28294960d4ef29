/** What the usage page says. */
import type { Refusal } from '../bot/counters'

export interface UsageTexts {
  title: string
  /** How the page is opened, on the check-up. */
  link: string
  /** How another month is shown. */
  otherMonth(month: string): string
  answers: string
  tokens: string
  /** Web searches. */
  searches: string
  people: string
  pictures: string
  cost: string
  name: string
  none: string
  answersByDay: string
  tokensByDay: string
  byPerson: string
  byGroup: string
  left: string
  used: string
  limit: string
  leftOver: string
  unlimited: string
  allowance: Record<'answers' | 'tokens' | 'calls' | 'pushes', string>
  quotaNote: string
  refusals: string
  refusal: Record<Refusal, string>
  kept: string
  /** What is stored and for how long, a paragraph each. @param days of conversations; 0: none */
  keeps(days: number): string[]
  /** How the address of an export has to be written. */
  exportHelp: string
}
