/** The demo model speaks two languages. */
export type Language = 'zh' | 'en'

/** English when the words have Latin letters and nothing Chinese; Chinese otherwise, also without any words. */
export function languageOf(words: string): Language {
  return /[a-z]/i.test(words) && !/\p{Script=Han}/u.test(words) ? 'en' : 'zh'
}

/** The beginning of a text in one line, at most so many characters, with … where it was cut. */
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
