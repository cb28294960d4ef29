/** The languages of the demo model. */
export type Language = 'zh' | 'en'

/** English if the text has Latin letters and no Chinese; otherwise Chinese, also for an empty text. */
export function languageOf(text: string): Language {
  return /[a-z]/i.test(text) && !/\p{Script=Han}/u.test(text) ? 'en' : 'zh'
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
