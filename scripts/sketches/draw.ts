/** Draws a sketch of a console's page as SVG: a title bar, a menu, rows of form parts, and a legend for the marks. */
import type { Language } from '../../functions/config'

/** A part of a row; `mark` puts the number of a line of the legend behind it. */
export type Part = { mark?: number } & (
  | { text: string }
  | { field: string; width: number }
  | { button: string }
  | { check: string }
  | { code: string }
)

export interface Sketch {
  /** Of the file. */
  name: string
  /** What the title bar says, as on the real page. */
  console: string
  /** The menu at the left, and which of its items is selected. */
  menu: string[]
  selected: string
  rows: Part[][]
  /** What to do at marks 1, 2, … */
  legend: Record<Language, string[]>
}

const WIDTH = 760
const BAR = 40
const MENU = 160
const ROW = 44
const LEGEND_ROW = 26
const FONT = `font-family="system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"`
const INK = '#1f2937'
const GREY = '#d1d5db'
const BLUE = '#1668e3'
const RED = '#d1242f'
const NOTE = { zh: '示意图，以实际页面为准', en: 'A sketch, not a screenshot' }

/** @returns the SVG document, with a white background so that it can be read on a dark page as well */
export function drawSketch(sketch: Sketch, language: Language): string {
  const { menu, rows, legend } = sketch
  const top = BAR + 16
  const body = Math.max(menu.length * 32, rows.length * ROW) + 24
  const lines = legend[language]
  const height = BAR + body + lines.length * LEGEND_ROW + 24
  const elements = [
    box(0.5, 0.5, WIDTH - 1, height - 1, { fill: '#ffffff', stroke: GREY, radius: 8 }),
    box(1, 1, WIDTH - 2, BAR - 1, { fill: '#f3f4f6', radius: 7 }),
    write(sketch.console, 16, 26, { weight: 600 }),
    write(NOTE[language], WIDTH - 16, 26, { fill: RED, anchor: 'end' }),
    ...menu.flatMap((item, index) => drawMenuItem(item, top + index * 32, item === sketch.selected)),
    `<line x1="${MENU}" y1="${BAR}" x2="${MENU}" y2="${BAR + body}" stroke="${GREY}"/>`,
    ...rows.flatMap((row, index) => drawRow(row, top + index * ROW)),
    `<line x1="1" y1="${BAR + body}" x2="${WIDTH - 1}" y2="${BAR + body}" stroke="${GREY}"/>`,
    ...lines.flatMap((line, index) => drawLegend(line, index + 1, BAR + body + 28 + index * LEGEND_ROW)),
  ]
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ${FONT} font-size="14">`
  return `${head}\n${elements.join('\n')}\n</svg>\n`
}

function drawMenuItem(item: string, y: number, isSelected: boolean): string[] {
  const label = write(item, 24, y + 18, { fill: isSelected ? BLUE : INK, weight: isSelected ? 600 : 400 })
  return isSelected ? [box(8, y - 2, MENU - 16, 30, { fill: '#e8f1fe', radius: 6 }), label] : [label]
}

function drawRow(row: Part[], y: number): string[] {
  let x = MENU + 20
  return row.flatMap((part) => {
    const { width, elements } = drawPart(part, x, y)
    x += width + 10
    if (part.mark === undefined) return elements
    x += 30
    return [...elements, ...drawMark(part.mark, x - 24, y + 13)]
  })
}

function drawPart(part: Part, x: number, y: number): { width: number; elements: string[] } {
  if ('text' in part) return { width: measure(part.text), elements: [write(part.text, x, y + 18)] }
  if ('code' in part) {
    const width = measure(part.code) + 24
    return { width, elements: [write(part.code, x, y + 18, { mono: true })] }
  }
  if ('check' in part) {
    const tick = `<path d="M${x + 3} ${y + 13} l4 4 l7 -8" fill="none" stroke="#ffffff" stroke-width="2"/>`
    const square = box(x, y + 4, 17, 17, { fill: BLUE, radius: 3 })
    return {
      width: 24 + measure(part.check),
      elements: [square, tick, write(part.check, x + 24, y + 18)],
    }
  }
  if ('button' in part) {
    const width = measure(part.button) + 28
    const label = write(part.button, x + 14, y + 18, { fill: '#ffffff' })
    return { width, elements: [box(x, y - 2, width, 30, { fill: BLUE, radius: 6 }), label] }
  }
  const frame = box(x, y - 2, part.width, 30, { fill: '#ffffff', stroke: GREY, radius: 4 })
  return {
    width: part.width,
    elements: [frame, write(part.field, x + 10, y + 18, { fill: '#4b5563', mono: true })],
  }
}

function drawLegend(line: string, mark: number, y: number): string[] {
  return [...drawMark(mark, 26, y - 5), write(line, 46, y)]
}

function drawMark(mark: number, x: number, y: number): string[] {
  const circle = `<circle cx="${x}" cy="${y}" r="10" fill="${RED}"/>`
  return [circle, write(String(mark), x, y + 5, { fill: '#ffffff', anchor: 'middle', weight: 600 })]
}

function box(
  x: number,
  y: number,
  width: number,
  height: number,
  { fill, stroke, radius = 0 }: { fill: string; stroke?: string; radius?: number },
): string {
  const border = stroke ? ` stroke="${stroke}"` : ''
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"${border}/>`
}

function write(
  text: string,
  x: number,
  y: number,
  style: { fill?: string; weight?: number; anchor?: string; mono?: boolean } = {},
): string {
  const { fill = INK, weight = 400, anchor = 'start', mono } = style
  const font = mono ? ` font-family="Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace" font-size="13"` : ''
  const attributes = `x="${x}" y="${y}" fill="${fill}" font-weight="${weight}" text-anchor="${anchor}"${font}`
  return `<text ${attributes} xml:space="preserve">${toXml(text)}</text>`
}

/** About the width in px: Chinese characters are as wide as the font is high. */
function measure(text: string): number {
  const toWidth = (character: string) =>
    /[\u2e80-\uffef]/.test(character) ? 14 : /[A-Z]/.test(character) ? 10 : 8
  return [...text].reduce((width, character) => width + toWidth(character), 0)
}

function toXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
