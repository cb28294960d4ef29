import type { Language } from '../../../functions/config'

/** One promise and its measurement, in both languages. */
export interface Row {
  what: Record<Language, string>
  kept: boolean
  /** The figures, as text. */
  figures: Record<Language, string>
}

/** The results of all trials, as stored for the documents. */
export interface Kept {
  /** `2026-11-25`. */
  date: string
  machine: string
  rows: (Row & { trial: string })[]
}

const WORDS = {
  en: { head: ['What', 'Kept', 'Figures'], broken: '✗ broken' },
  zh: { head: ['项目', '做到', '数字'], broken: '✗ 没做到' },
}

/** The rows as a Markdown table. */
export function toTable(rows: Row[], language: Language): string {
  const { head, broken } = WORDS[language]
  const lines = rows.map(({ what, kept, figures }) => [
    what[language],
    kept ? '✓' : broken,
    figures[language],
  ])
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
