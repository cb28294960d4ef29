import { expect, it } from 'vitest'
import type { Report } from '../../../functions/doctor/check-up'
import { createReportAccess } from '../../../functions/doctor/report-access'

const REPORT: Report = {
  findings: [
    { check: 'settings', state: 'good', text: '好' },
    { check: 'database', state: 'bad', text: '坏' },
  ],
  checkedAt: 1,
  nextCheckAt: 2,
}

function createAccess(doctorKey: string | undefined, hasAnswered: () => Promise<boolean>) {
  const seen = { examined: 0 }
  const examine = async () => {
    seen.examined += 1
    return REPORT
  }
  return { seen, receive: createReportAccess(doctorKey, hasAnswered, examine) }
}

const yes = async () => true
const no = async () => false
const away = async () => {
  throw new Error('away')
}

it('without the key there is neither report nor check-up once the bot is at work', async () => {
  const { seen, receive } = createAccess(undefined, yes)
  expect(await receive(undefined)).toEqual({})
  expect(seen.examined).toBe(0)
})

it('without the key the report is complete before the first answer', async () => {
  expect(await createAccess('k', no).receive('wrong')).toEqual({ report: REPORT })
})

it('without the key the report contains only the database when the database is away', async () => {
  const { report, partly } = await createAccess('k', away).receive(undefined)
  expect(report?.findings.map(({ check }) => check)).toEqual(['database'])
  expect(partly).toBe(true)
})

it('with the key the report is always complete', async () => {
  for (const answered of [yes, no, away]) {
    expect(await createAccess('k-1', answered).receive('k-1')).toEqual({ report: REPORT })
  }
})

it.each([undefined, null, '', 'k', 'k-12', 'K-1', ['k-1'], { 0: 'k-1' }, 1, true])(
  '%j is not accepted as the key',
  async (key) => {
    expect(await createAccess('k-1', yes).receive(key)).toEqual({})
  },
)

it.each([undefined, '', 'undefined'])('%j opens no report where no key is set', async (key) => {
  expect(await createAccess(undefined, yes).receive(key)).toEqual({})
})
