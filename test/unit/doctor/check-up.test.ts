import { describe, expect, it } from 'vitest'
import { createCheckUp, PACE, type Viewer } from '../../../functions/doctor/check-up'
import type { Probes } from '../../../functions/doctor/checks'
import { TEXTS } from '../../../functions/texts/languages'

const DAY_MS = 24 * 60 * 60 * 1_000

/** A check-up of a healthy bot with a clock to set and a count of model calls. */
function createHealthy(worse: Partial<Probes> = {}) {
  const state = { now: 1_000_000, modelCalls: 0 }
  const probes: Probes = {
    problems: [],
    keyless: false,
    clockSkewMs: async () => 0,
    database: async () => undefined,
    token: async () => undefined,
    permission: async () => undefined,
    async model() {
      state.modelCalls += 1
    },
    modelShutdown: async () => undefined,
    hasAnswered: async () => false,
    lastCallback: async () => undefined,
    lastRejection: () => undefined,
    lastRefusal: async () => undefined,
    ...worse,
  }
  const { report, databaseOnly } = createCheckUp(probes, () => state.now)
  const examine = (viewer: Viewer = 'owner', texts = TEXTS.zh) => report(viewer, texts)
  return { state, probes, examine, databaseOnly }
}

describe.each(['owner', 'visitor'] as const)('of the %s', (viewer) => {
  const { everyMs, maxADay } = PACE[viewer]

  it('outside services are asked again when the answer is old', async () => {
    const { state, examine } = createHealthy()
    expect(await examine(viewer)).toMatchObject({ checkedAt: 1_000_000, nextCheckAt: 1_000_000 + everyMs })
    state.now += everyMs - 1
    expect(await examine(viewer)).toMatchObject({ checkedAt: 1_000_000, nextCheckAt: 1_000_000 + everyMs })
    expect(state.modelCalls).toBe(1)
    state.now += 1
    expect(await examine(viewer)).toMatchObject({ checkedAt: state.now })
    expect(state.modelCalls).toBe(2)
  })

  it(`at most ${maxADay} times a day, and each report names the time of the next`, async () => {
    const { state, examine } = createHealthy()
    const startedAt = state.now
    for (; state.now < startedAt + 3 * DAY_MS; state.now += everyMs) {
      const { nextCheckAt } = await examine(viewer)
      expect(nextCheckAt).toBeGreaterThan(state.now)
      const days = Math.floor((state.now - startedAt) / DAY_MS) + 1
      expect(state.modelCalls).toBeLessThanOrEqual(days * maxADay)
    }
    expect(state.modelCalls).toBe(3 * maxADay)
  })
})

it('visitors do not use up what the owner may ask', async () => {
  const { state, examine } = createHealthy()
  for (let n = 0; n < 50; n += 1) {
    state.now += PACE.visitor.everyMs
    await examine('visitor')
  }
  expect(state.modelCalls).toBe(PACE.visitor.maxADay)
  await examine('owner')
  expect(state.modelCalls).toBe(PACE.visitor.maxADay + 1)
})

it('both languages show the same answers of outside services', async () => {
  const { state, examine } = createHealthy()
  const [zh, en] = await Promise.all([examine('owner', TEXTS.zh), examine('owner', TEXTS.en)])
  expect(zh?.findings[0]?.text).toBe(TEXTS.zh.doctor.good.settings)
  expect(en?.findings[0]?.text).toBe(TEXTS.en.doctor.good.settings)
  expect(state.modelCalls).toBe(1)
})

it('receiving, sending and the database are looked at for every report', async () => {
  const { probes, examine } = createHealthy()
  const stateOf = async (check: string) =>
    (await examine()).findings.find((one) => one.check === check)?.state
  expect(await stateOf('callback')).toBe('unknown')
  probes.lastCallback = async () => 5
  expect(await stateOf('callback')).toBe('good')
  probes.lastRefusal = async () => ({ at: 6, failure: 'quota', evidence: '' })
  expect(await stateOf('delivery')).toBe('bad')
  probes.database = () => Promise.reject(new Error('away'))
  expect(await stateOf('database')).toBe('bad')
})

it('the database alone is checked without asking an outside service', async () => {
  const { state, databaseOnly } = createHealthy()
  const { findings } = await databaseOnly(TEXTS.zh)
  expect(findings.map(({ check }) => check)).toEqual(['database'])
  expect(state.modelCalls).toBe(0)
})

it('a report that is never finished counts as one', async () => {
  const { state, examine } = createHealthy({ database: () => new Promise(() => undefined) })
  void examine()
  void examine()
  await Promise.resolve()
  expect(state.modelCalls).toBe(1)
})
