/** The texts by language. */
import type { Language } from '../config'
import { en } from './en'
import type { Texts } from './types'
import { zh } from './zh'

export const TEXTS: Record<Language, Texts> = { zh, en }
