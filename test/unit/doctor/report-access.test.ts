import { expect, it } from 'vitest'
import type { Report } from '../../../functions/doctor/check-up'
import { createKeyCheck, readView } from '../../../functions/doctor/report-access'
import { TEXTS } from '../../../functions/texts/languages'

const REPORT: Report = {
  findings: [{ check: 'settings', state: 'good', text: '好' }],
  checkedAt: 1,
  nextCheckAt: 2,
}
const PART: Report = {
  findings: [{ check: 'database', state: 'bad', text: '坏' }],
  checkedAt: 1,
  nextCheckAt: 1,
}
const checkUp = { report: async () => REPORT, databaseOnly: async () => PART }

const yes = async () => true
const no = async () => false
const away = async () => {
  throw new Error('away')
}
const see = (viewer: 'owner' | 'visitor', hasAnswered: () => Promise<boolean>) =>
  readView(viewer, hasAnswered, checkUp, TEXTS.zh)

it('a visitor sees the whole report before the first answer, and nothing after it', async () => {
  expect(await see('visitor', no)).toEqual({ report: REPORT })
  expect(await see('visitor', yes)).toEqual({})
})

it('a visitor sees only the database when it is away', async () => {
  expect(await see('visitor', away)).toEqual({ report: PART, partly: true })
})

it('the owner always sees the whole report', async () => {
  for (const hasAnswered of [yes, no, away])
    expect(await see('owner', hasAnswered)).toEqual({ report: REPORT })
})

it('the key makes an owner at once', async () => {
  const slowDown = () => Promise.reject(new Error('slowed down'))
  expect(await createKeyCheck('k-1', slowDown)('k-1')).toBe('owner')
})

it.each(['k', 'k-12', 'K-1', 'undefined'])('%j is a wrong key, and slowed down', async (key) => {
  let misses = 0
  const check = createKeyCheck('k-1', async () => {
    misses += 1
    return misses === 1
  })
  expect(await check(key)).toBe('visitor')
  expect(await check(key)).toBe('refused')
  expect(misses).toBe(2)
})

it.each([undefined, null, '', ['k-1'], { 0: 'k-1' }, 1, true])('%j is no key', async (key) => {
  const slowDown = () => Promise.reject(new Error('slowed down'))
  expect(await createKeyCheck('k-1', slowDown)(key)).toBe('visitor')
})

it.each(['', 'undefined', 'null'])('%j makes no owner where no key is set', async (key) => {
  expect(await createKeyCheck(undefined, async () => true)(key)).toBe('visitor')
})
