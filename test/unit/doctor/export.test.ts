import { describe, expect, it } from 'vitest'
import { toCsvLine } from '../../../functions/doctor/export'
import { daysOf, readPeriod } from '../../../functions/doctor/period'
import type { TranscriptTurn } from '../../../functions/storage/transcript'

/** 2026-11-26 in the morning in China. */
const NOW = Date.parse('2026-11-26T01:30:05Z')
const TURN: TranscriptTurn = {
  conversationId: 'cid',
  person: 'u1',
  role: 'user',
  content: '你好',
  messageId: 'm1',
  askedAt: NOW + 0.001,
}
const cellsOf = (given: Partial<TranscriptTurn>) => toCells(toCsvLine({ ...TURN, ...given }))[0]

describe('a line of CSV', () => {
  it('has the time of China, and nothing where nothing is known', () =>
    expect(toCsvLine(TURN)).toBe('2026-11-26 09:30:05,cid,u1,user,你好,,,\r\n'))

  it('has the model, its tokens and the name', () => {
    const usage = { prompt: 10, completion: 5 }
    const given = { role: 'assistant' as const, model: 'gpt-6-luna', usage, personName: '小明' }
    expect(cellsOf(given)).toEqual([
      '2026-11-26 09:30:05',
      'cid',
      'u1',
      'assistant',
      '你好',
      'gpt-6-luna',
      '15',
      '小明',
    ])
  })

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '＝1',
    '=HYPERLINK("http://x","y")',
  ])('has no cell that a spreadsheet takes for a formula: %j', (evil) => {
    const cells = cellsOf({
      content: evil,
      personName: evil,
      model: evil,
      person: evil,
      conversationId: evil,
    })
    expect(cells?.slice(1)).toEqual([`'${evil}`, `'${evil}`, 'user', `'${evil}`, `'${evil}`, '', `'${evil}`])
  })

  it.each(['一,"二"\n三\r\n四', '"', ',', '\n\n', "it's", 'a\tb', ';', ''])(
    'keeps %j inside its cell',
    (text) => expect(cellsOf({ content: text })?.[4]).toBe(/^[\r\n]/.test(text) ? `'${text}` : text),
  )
})

describe('a period', () => {
  it('is this month up to today where nothing is given', () =>
    expect(readPeriod(undefined, undefined, NOW)).toEqual({ from: '2026-11-01', to: '2026-11-26' }))

  it("is by China's days", () =>
    expect(readPeriod(undefined, undefined, Date.parse('2026-10-31T16:00:00Z'))).toEqual({
      from: '2026-11-01',
      to: '2026-11-01',
    }))

  it.each([
    ['2026-02-30', '2026-03-01'],
    ['yesterday', undefined],
    ['2026-11-27', '2026-11-26'],
    ['0001-01-01', undefined],
    ['2026-1-1', undefined],
    ['', undefined],
    [['2026-11-01'], undefined],
    [{ $gt: '' }, undefined],
  ])('from %j to %j is none', (from, to) => expect(readPeriod(from, to, NOW)).toBeUndefined())

  it('has every day once, also across the end of a month and a leap day', () =>
    expect([...daysOf({ from: '2028-02-28', to: '2028-03-01' })]).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ]))
})

/** The rows of a CSV file. */
function toCells(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows
}
