import { expect, it } from 'vitest'
import type { Report } from '../../../functions/doctor/examine'
import { createReportAccess } from '../../../functions/doctor/report-access'

const REPORT: Report = {
  findings: [
    { check: 'settings', state: 'good', text: '好' },
    { check: 'database', state: 'bad', text: '坏' },
  ],
  checkedAt: 1,
  nextCheckAt: 2,
}

function createDoor(doctorKey: string | undefined, hasAnswered: () => Promise<boolean>) {
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

it('shows strangers nothing once the bot is at work, and examines nothing for them', async () => {
  const { seen, receive } = createDoor(undefined, yes)
  expect(await receive(undefined)).toEqual({})
  expect(seen.examined).toBe(0)
})

it('shows everything before', async () => {
  expect(await createDoor('k', no).receive('wrong')).toEqual({ report: REPORT })
})

it('shows only the database where it keeps the doctor from telling', async () => {
  const { report, partly } = await createDoor('k', away).receive(undefined)
  expect(report?.findings.map(({ check }) => check)).toEqual(['database'])
  expect(partly).toBe(true)
})

it('shows the owner everything at any time', async () => {
  for (const answered of [yes, no, away]) {
    expect(await createDoor('k-1', answered).receive('k-1')).toEqual({ report: REPORT })
  }
})

it.each([undefined, null, '', 'k', 'k-12', 'K-1', ['k-1'], { 0: 'k-1' }, 1, true])(
  '%j is no key',
  async (key) => {
    expect(await createDoor('k-1', yes).receive(key)).toEqual({})
  },
)

it.each([undefined, '', 'undefined'])('%j opens nothing where no key is set', async (key) => {
  expect(await createDoor(undefined, yes).receive(key)).toEqual({})
})
