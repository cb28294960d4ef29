/** A bar chart as inline SVG: no script, no library. */
import { escapeHtml } from './html'

/** One bar of a chart. */
export interface Bar {
  /** Below the bar, where there is room. */
  label: string
  /** What a reader is told of the bar. */
  title: string
  value: number
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 160, 52, 24, 16]
/** More labels would touch. */
const MAX_LABELS = 16

/** @param name what the chart shows, for screen readers */
export function toBarChart(name: string, bars: Bar[], format: (value: number) => string): string {
  const highest = niceMaximum(Math.max(...bars.map(({ value }) => value)))
  const step = (WIDTH - LEFT) / bars.length
  const plot = HEIGHT - BOTTOM - TOP
  const every = Math.ceil(bars.length / MAX_LABELS)
  const lines = [0, highest / 2, highest].map((value) => {
    const y = round(TOP + plot * (1 - value / highest))
    return `<line x1="${LEFT}" y1="${y}" x2="${WIDTH}" y2="${y}"/><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${escapeHtml(format(value))}</text>`
  })
  const columns = bars.map(({ label, title, value }, n) => {
    const height = round((plot * value) / highest)
    const x = round(LEFT + step * n)
    const text =
      n % every === 0
        ? `<text x="${round(x + step / 2)}" y="${HEIGHT - 5}" text-anchor="middle">${escapeHtml(label)}</text>`
        : ''
    const bar = `<rect x="${round(x + step * 0.15)}" y="${round(TOP + plot - height)}" width="${round(step * 0.7)}" height="${height}"/>`
    return `<g><title>${escapeHtml(title)}</title>${bar}${text}</g>`
  })
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(name)}">${lines.join('')}${columns.join('')}</svg>`
}

/** The next number of the form 2, 4 or 10 × a power of ten, so that half of it is round too. */
function niceMaximum(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 2)))
  return [1, 2, 4, 10].map((factor) => factor * power).find((one) => one >= value && one >= 2) ?? 10 * power
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
