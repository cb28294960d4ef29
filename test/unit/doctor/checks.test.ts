import { describe, expect, it } from 'vitest'
import { checkAll, type Probes } from '../../../functions/doctor/checks'
import {
  AnswerError,
  type AnswerFailure,
  DeliveryError,
  type DeliveryFailure,
  SearchError,
} from '../../../functions/errors'
import { TEXTS } from '../../../functions/texts/languages'

const { doctor, fix, failure } = TEXTS.zh
const NOON = Date.parse('2026-03-01T04:00:00Z')

const HEALTHY: Probes = {
  problems: [],
  keyless: false,
  clockSkewMs: async () => 0,
  database: async () => undefined,
  token: async () => undefined,
  permission: async () => undefined,
  card: async () => undefined,
  model: async () => undefined,
  modelShutdown: async () => undefined,
  search: async () => undefined,
  hasAnswered: async () => false,
  lastCallback: async () => NOON,
  lastRejection: () => undefined,
  lastRefusal: async () => undefined,
}

const examine = async (worse: Partial<Probes> = {}) =>
  (await Promise.all(checkAll({ ...HEALTHY, ...worse }, TEXTS.zh))).flat()
const find = async (check: string, worse: Partial<Probes>) =>
  (await examine(worse)).find((finding) => finding.check === check)
const failing = (error: unknown) => async () => {
  throw error
}

it('each check has one good finding when all is well', async () => {
  const findings = await examine()
  expect(findings.map(({ check }) => check)).toEqual(Object.keys(doctor.name))
  expect(findings.every(({ state }) => state === 'good')).toBe(true)
})

describe('the search service', () => {
  it('is not checked where the bot asks none', async () => {
    expect(await find('search', { search: undefined })).toBeUndefined()
  })

  it.each(['key-refused', 'quota', 'unreachable', 'failed'] as const)('says what to do: %s', async (why) => {
    const finding = await find('search', { search: failing(new SearchError(why, '500')) })
    expect(finding).toEqual({
      check: 'search',
      state: 'bad',
      text: doctor.bad.search,
      fix: doctor.searchFix[why],
    })
  })
})

it.each([
  [8_000, '快 8 秒'],
  [-60_000, '慢 60 秒'],
])('the database says when its clock is %d ms ahead', async (ms, expected) => {
  const finding = await find('database', { databaseClockMs: () => ms })
  expect(finding).toMatchObject({ state: 'good', text: expect.stringContaining(expected) })
  expect((await find('database', { databaseClockMs: () => 900 }))?.text).toBe(doctor.good.database)
})

it('checks do not reject when a probe throws', async () => {
  for (const thrown of [undefined, null, 'text', new TypeError('x'), { name: 'AnswerError', failure: 'x' }]) {
    const broken = Object.fromEntries(
      Object.entries(HEALTHY).map(([name, value]) =>
        typeof value === 'function' && name !== 'lastRejection' ? [name, failing(thrown)] : [name, value],
      ),
    )
    const findings = await examine(broken)
    expect(findings.length).toBeGreaterThan(7)
    expect(findings.filter(({ state }) => state === 'bad').length).toBeGreaterThan(1)
  }
})

describe('the token', () => {
  it.each(Object.keys(fix) as DeliveryFailure[])('%s has its fix', async (why) => {
    const finding = await find('token', { token: failing(new DeliveryError(why, '400 some.code')) })
    if (why === 'app-missing') return expect(finding).toMatchObject({ state: 'unknown' })
    const expected = why === 'busy' ? doctor.busyFix : fix[why]
    expect(finding).toMatchObject({ state: 'bad', fix: expected, code: '400 some.code' })
  })

  it.each(['AxiosError ECONNREFUSED', 'timeout', '400 <b>', '', `400 ${'x'.repeat(200)}`])(
    'shows no code that is not an error code of DingTalk: %s',
    async (evidence) => {
      const finding = await find('token', { token: failing(new DeliveryError('busy', evidence)) })
      expect(finding).not.toHaveProperty('code')
    },
  )

  it('is not checked in the keyless mode', async () => {
    const checks = (await examine({ keyless: true, token: failing('asked') })).map(({ check }) => check)
    expect(checks).not.toContain('token')
    expect(checks).not.toContain('permission')
  })
})

describe('the permission', () => {
  it('is unknown without a token', async () => {
    const finding = await find('permission', { token: failing(new DeliveryError('ip-list')) })
    expect(finding).toEqual({ check: 'permission', state: 'unknown', text: doctor.unknown.permission })
  })

  it.each(['busy', 'throttled'] as const)('is unknown when DingTalk is %s', async (why) => {
    const finding = await find('permission', { permission: failing(new DeliveryError(why)) })
    expect(finding).toMatchObject({ state: 'unknown', text: doctor.noAnswer })
  })
})

describe('the model', () => {
  it.each(Object.keys(failure) as AnswerFailure[])('%s has its fix', async (why) => {
    const finding = await find('model', { model: failing(new AnswerError(why, 'sk-secret')) })
    if (why === 'key-missing') return expect(finding).toMatchObject({ state: 'unknown' })
    expect(finding).toEqual({
      check: 'model',
      state: 'bad',
      text: doctor.bad.model,
      fix: doctor.modelFix[why] ?? failure[why],
    })
  })
})

describe('the clock', () => {
  it.each([29, -29])('is good when it is off by %i minutes', async (minutes) => {
    const clockSkewMs = async () => minutes * 60_000
    expect(await find('clock', { clockSkewMs })).toMatchObject({ state: 'good' })
  })

  it.each([30, -600])('is wrong when it is off by %i minutes', async (minutes) => {
    const finding = await find('clock', { clockSkewMs: async () => minutes * 60_000 })
    expect(finding).toMatchObject({ state: 'bad', fix: doctor.clockFix(Math.abs(minutes)) })
  })

  it('is unknown when an answer has no date', async () => {
    const finding = await find('clock', { clockSkewMs: async () => Number.NaN })
    expect(finding).toMatchObject({ state: 'unknown' })
  })
})

describe('the last callback', () => {
  const rejection = { at: NOON, problem: 'wrong-signature' as const }

  it('is shown in the time of China', async () => {
    expect((await find('callback', {}))?.text).toContain('2026-03-01 12:00')
  })

  it.each([
    ['newer than the last valid one, is shown', NOON - 1, 'bad'],
    ['older than the last valid one, is not shown', NOON + 1, 'good'],
    ['without a valid one, is shown', undefined, 'bad'],
  ])('that was rejected, %s', async (_, at, state) => {
    const finding = await find('callback', { lastRejection: () => rejection, lastCallback: async () => at })
    expect(finding).toMatchObject({ state })
  })

  it('that came more than a day ago is not called missing', async () => {
    const lastCallback = async () => undefined
    expect(await find('callback', { lastCallback })).toMatchObject({ text: doctor.noCallback })
    const finding = await find('callback', { lastCallback, hasAnswered: async () => true })
    expect(finding).toEqual({ check: 'callback', state: 'unknown', text: doctor.quietDay })
  })

  it('that was rejected is shown also when the database is away', async () => {
    const finding = await find('callback', { lastRejection: () => rejection, lastCallback: failing('away') })
    expect(finding).toMatchObject({ state: 'bad', fix: doctor.callbackProblemFix['wrong-signature'] })
  })
})

it('an unknown stored refusal is shown with the general fix', async () => {
  const strange = { at: NOON, failure: 'constructor', evidence: '<b>' }
  const finding = await find('delivery', { lastRefusal: async () => strange })
  expect(finding).toEqual({
    check: 'delivery',
    state: 'bad',
    text: doctor.lastRefusal('2026-03-01 12:00'),
    fix: doctor.refusalPasses,
  })
  const timeless = { ...strange, at: Number.NaN }
  expect(await find('delivery', { lastRefusal: async () => timeless })).toMatchObject({ state: 'unknown' })
})
