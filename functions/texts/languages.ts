/** The texts by language. */
import type { Language } from '../config'
import { en } from './en'
import type { Texts } from './types'
import { zh } from './zh'

export const TEXTS: Record<Language, Texts> = { zh, en }

/** The texts of the log: in the terminal's language where a locale says Chinese or English, otherwise the bot's. */
export function logTexts({ LC_ALL, LANG }: Record<string, string | undefined>, fallback: Texts): Texts {
  const [language] = /^(zh|en)/.exec(LC_ALL || LANG || '') ?? []
  return language ? TEXTS[language as Language] : fallback
}
