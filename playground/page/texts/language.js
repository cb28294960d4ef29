import { emit, readPreference, savePreference } from '../state.js'
import { en } from './en.js'
import { zh } from './zh.js'

const LANGUAGES = { zh, en }

let current = readPreference('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

/** The page's language: `zh` or `en`. */
export const language = () => current

/** All texts in that language. */
export const texts = () => LANGUAGES[current] ?? zh

/** Changes the language and rebuilds the page. */
export function setLanguage(language) {
  current = savePreference('language', language)
  emit('language')
}
