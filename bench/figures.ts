/** Percentiles, medians, and rows of the table. */

/** One line of the printed table; `ratio` is the bot's figure by the floor's, the median of all rounds. */
export interface Row {
  what: string
  unit: string
  bot?: number | string
  floor?: number
  ratio?: number
  /** What the ratio, or the bot's figure, must not exceed; the run fails if it does. */
  limit?: number
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function median(values: number[]): number {
  return percentile(values, 0.5)
}

/** A row of a figure measured for both in every round. */
export function compare(
  what: string,
  unit: string,
  rounds: { bot: number; floor: number }[],
  limit?: number,
): Row {
  return {
    what,
    unit,
    bot: median(rounds.map(({ bot }) => bot)),
    floor: median(rounds.map(({ floor }) => floor)),
    ratio: median(rounds.map(({ bot, floor }) => bot / floor)),
    limit,
  }
}

/** Whether a row keeps its limit; rows without one do. */
export function keeps({ ratio, bot, limit }: Row): boolean {
  const figure = ratio ?? bot
  return limit === undefined || (typeof figure === 'number' && figure <= limit)
}

export function toMarkdown(rows: Row[]): string {
  const lines = rows.map((row) => {
    const { what, unit, bot, floor, ratio, limit } = row
    const bound = limit === undefined ? '' : `≤ ${limit}${keeps(row) ? '' : ' ✗'}`
    return `| ${what} | ${show(bot, unit)} | ${show(floor, unit)} | ${ratio === undefined ? '' : ratio.toFixed(2)} | ${bound} |`
  })
  return ['| What | Bot | Floor | Ratio | Limit |', '| --- | --- | --- | --- | --- |', ...lines].join('\n')
}

function show(figure: number | string | undefined, unit: string): string {
  if (figure === undefined) return ''
  if (typeof figure === 'string') return figure
  const digits = figure >= 100 ? 0 : figure >= 10 ? 1 : 2
  return `${Number.isInteger(figure) ? figure : figure.toFixed(digits)} ${unit}`.trim()
}
