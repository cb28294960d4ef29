import { expect, it } from 'vitest'
import { toBarChart } from '../../../functions/doctor/chart'

const chart = (values: number[]) =>
  toBarChart(
    'x',
    values.map((value, n) => ({ label: String(n), title: `${n}: ${value}`, value })),
    String,
  )
const heights = (svg: string) =>
  [...svg.matchAll(/<rect [^>]*height="([\d.]+)"/g)].map(([, height]) => Number(height))

it('bars are as high as their values', () => {
  const [one = 0, two = 0, none] = heights(chart([50, 100, 0]))
  expect(two).toBeCloseTo(2 * one, 0)
  expect(none).toBe(0)
})

it.each([[[]], [[0]], [[0, 0]], [[1]], [[123_456_789]], [[0.5]]])(
  'the values %j make a chart without NaN',
  (values) => {
    const svg = chart(values)
    expect(svg).not.toMatch(/NaN|Infinity|-\d/)
    expect(Math.max(0, ...heights(svg))).toBeLessThanOrEqual(122)
  },
)

it('texts are escaped', () => {
  const svg = toBarChart('"<b>', [{ label: '<b>', title: '<b>', value: 1 }], () => '<b>')
  expect(svg).not.toContain('<b>')
  expect(svg).toContain('aria-label="&#34;&#60;b&#62;"')
})
