/** One promise and what was measured of it. */
export interface Row {
  what: string
  kept: boolean
  /** Figures, as a sentence. */
  figures: string
}

/** The rows as a Markdown table. */
export function toTable(rows: Row[]): string {
  const lines = rows.map(({ what, kept, figures }) => `| ${what} | ${kept ? '✓' : '✗ broken'} | ${figures} |`)
  return ['| What | Kept | Figures |', '| --- | --- | --- |', ...lines].join('\n')
}
