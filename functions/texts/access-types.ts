/** What people and admins read about access and limits. */
import type { ChinaMoment } from '../bot/china-time'
import type { LimitName } from '../bot/limits'

/** Use of the bot in a period. */
export interface Use {
  answers: number
  people: number
  tokens: number
  /** Metered calls of DingTalk's API. */
  calls: number
  refused: number
}

export interface Statistics {
  today: Use
  month: Use
  /** Those who used most this month. */
  top: { name: string; answers: number; tokens: number }[]
}

export interface AccessTexts {
  /** Whom to ask, not who is allowed. */
  notAllowed: Record<'person' | 'group' | 'blocked', string>
  /** When the person can ask again. */
  overLimit: Record<LimitName, (back: ChinaMoment) => string>
  /** To an admin, of a monthly limit. */
  nearLimit(percent: number, used: { answers: number; tokens: number }): string
  /** An admin's command from another person. */
  notForYou: string
  whoami(staffId: string | undefined, conversationId: string): string
  forgotten: string
  statistics(statistics: Statistics): string
  blocked(people: string): string
  unblocked(people: string): string
  notBlocked(people: string): string
  adminNotBlocked: string
  /** Neither a mention with a staff id nor an id was given. */
  whom: string
  prompt: {
    onlyInGroups: string
    shown(prompt: string | undefined): string
    /** @param max characters */
    tooLong(max: number): string
    changed: string
    removed: string
  }
}
