/** Percentiles, medians, and the table they are shown in. */
import { ROWS, type RowSpec } from './rows'

/** The figures of one row; `ratio` is the bot's figure divided by the floor's, the median of all rounds. */
export interface Figures {
  row: string
  bot: number | string
  floor?: number
  ratio?: number
}

/** A whole measurement, as stored. */
export interface Measured {
  command: string
  /** `2026-11-25`. */
  date: string
  /** Node, processors and system. */
  machine: string
  figures: Figures[]
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function median(values: number[]): number {
  return percentile(values, 0.5)
}

/** The figures of a row that was measured for the bot and for the floor in every round. */
export function compare(row: string, rounds: { bot: number; floor: number }[]): Figures {
  return {
    row,
    bot: median(rounds.map(({ bot }) => bot)),
    floor: median(rounds.map(({ floor }) => floor)),
    ratio: median(rounds.map(({ bot, floor }) => bot / floor)),
  }
}

/** Whether a row keeps its limit; true where it has none. @throws for a row that the table does not have */
export function keeps({ row, ratio, bot }: Figures): boolean {
  const { limit } = specOf(row)
  const figure = ratio ?? bot
  return limit === undefined || (typeof figure === 'number' && figure <= limit)
}

/** The table in Markdown, in the order of the rows. */
export function toTable(figures: Figures[], language: 'en' | 'zh'): string {
  const head = {
    en: ['What', 'Bot', 'Floor', 'Ratio', 'Limit'],
    zh: ['项目', '机器人', '下限', '比值', '目标'],
  }[language]
  const lines = Object.keys(ROWS).flatMap((name) => {
    const one = figures.find(({ row }) => row === name)
    return one ? [[ROWS[name]?.[language], ...toCells(one)]] : []
  })
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function toCells(one: Figures): string[] {
  const { bot, floor, ratio, row } = one
  const { unit, limit } = specOf(row)
  const bound = limit === undefined ? '' : `≤ ${limit}${keeps(one) ? '' : ' ✗'}`
  return [show(bot, unit), show(floor, unit), ratio === undefined ? '' : ratio.toFixed(2), bound]
}

function show(figure: number | string | undefined, unit = ''): string {
  if (figure === undefined) return ''
  if (typeof figure === 'string') return figure
  const digits = figure >= 100 ? 0 : figure >= 10 ? 1 : 2
  return `${Number.isInteger(figure) ? figure : figure.toFixed(digits)} ${unit}`.trim()
}

function specOf(row: string): RowSpec {
  const spec = ROWS[row]
  if (!spec) throw new Error(`The table has no row "${row}"`)
  return spec
}
