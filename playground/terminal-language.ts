/** The languages of what the commands print. */
export type TerminalLanguage = 'zh' | 'en'

/**
 * The language of the terminal: LC_ALL, LC_MESSAGES or LANG, whichever is set first; without them, as on Windows, that
 * of the system. English for every other language.
 */
export function terminalLanguage(env: NodeJS.ProcessEnv = process.env): TerminalLanguage {
  const { LC_ALL, LC_MESSAGES, LANG } = env
  const locale = LC_ALL || LC_MESSAGES || LANG || Intl.DateTimeFormat().resolvedOptions().locale
  return /^zh/i.test(locale) ? 'zh' : 'en'
}

/** Picks the text in the terminal's language. */
export function inTerminalLanguage<T>(texts: Record<TerminalLanguage, T>): T {
  return texts[terminalLanguage()]
}

/** The environment of a bot that logs to this terminal, so that it warns in the terminal's language, too. */
export function withTerminalLanguage<T extends Record<string, string | undefined>>(env: T) {
  return { ...env, LC_ALL: terminalLanguage() }
}
