/** One promise and its measurement. */
export interface Row {
  what: string
  kept: boolean
  /** The figures, as text. */
  figures: string
}

/** The results of all trials, as stored for the documents. */
export interface Kept {
  /** `2026-11-25`. */
  date: string
  machine: string
  rows: (Row & { trial: string })[]
}

/** The rows as a Markdown table. */
export function toTable(rows: Row[], head = ['What', 'Kept', 'Figures']): string {
  const lines = rows.map(({ what, kept, figures }) => [what, kept ? '✓' : '✗ broken', figures])
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
