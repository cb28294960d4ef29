import type { RequestSummary } from '../prompt/request-summary'

/** The languages of the demo model. */
export type Language = 'zh' | 'en'

/** The language of a text: Chinese if it has any, English if it has Latin letters only, undefined for neither. */
export function languageOf(text: string): Language | undefined {
  if (/\p{Script=Han}/u.test(text)) return 'zh'
  return /[a-z]/i.test(text) ? 'en' : undefined
}

/**
 * The language to answer in: that of the question; of a picture or a file alone that of the newest earlier question,
 * then of the system prompt. Otherwise Chinese.
 */
export function languageOfRequest({ question, earlier, system }: RequestSummary): Language {
  const texts = [question, ...earlier.toReversed(), system]
  return texts.map(languageOf).find((language) => language !== undefined) ?? 'zh'
}

/** The beginning of a text on one line, at most `characters` long, with … if it was cut. */
export function excerpt(text: string, characters: number): string {
  const line = [
    ...text
      .slice(0, characters * 8)
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ]
  const cut = line.length > characters || text.length > characters * 8
  return cut ? `${line.slice(0, characters).join('')}…` : line.join('')
}
