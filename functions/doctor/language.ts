/** The language of the check-up: `?lang=`, then the browser's, then BOT_LANGUAGE. */
import type { Language } from '../config'

/** More of the header is not read. */
const MAX_CHARACTERS = 200

/**
 * @param lang the query's `lang`
 * @param acceptLanguage the header, such as `de,en;q=0.8,zh;q=0.5`; the first language that there are texts for counts
 */
export function chooseLanguage(lang: unknown, acceptLanguage: unknown, fallback: Language): Language {
  if (lang === 'zh' || lang === 'en') return lang
  const ranges = String(acceptLanguage ?? '')
    .slice(0, MAX_CHARACTERS)
    .toLowerCase()
    .split(',')
    .map((range) => {
      const [name = '', quality] = range.split(/;\s*q\s*=/)
      return { name: name.trim().split('-')[0], quality: quality === undefined ? 1 : Number(quality) || 0 }
    })
    .sort((one, other) => other.quality - one.quality)
  const found = ranges.find(({ name, quality }) => quality > 0 && (name === 'zh' || name === 'en'))
  return (found?.name as Language | undefined) ?? fallback
}
