import { emit, keep, read } from '../state.js'
import { en } from './en.js'
import { zh } from './zh.js'

const LANGUAGES = { zh, en }

let current = read('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

/** The page's language: `zh` or `en`. */
export const language = () => current

/** Every text in that language. */
export const texts = () => LANGUAGES[current] ?? zh

/** Changes the language; everything draws itself anew. */
export function speak(language) {
  current = keep('language', language)
  emit('language')
}
