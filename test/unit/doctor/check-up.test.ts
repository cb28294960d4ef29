import { expect, it } from 'vitest'
import { createCheckUp, MAX_A_DAY, REPORT_FOR_MS } from '../../../functions/doctor/check-up'
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
    lastCallback: async () => undefined,
    lastRejection: () => undefined,
    lastRefusal: async () => undefined,
    ...worse,
  }
  return { state, examine: createCheckUp(probes, TEXTS.zh, () => state.now) }
}

it('the same report is shown until it is old', async () => {
  const { state, examine } = createHealthy()
  const first = await examine()
  expect(first).toMatchObject({ checkedAt: 1_000_000, nextCheckAt: 1_000_000 + REPORT_FOR_MS })
  state.now += REPORT_FOR_MS - 1
  expect(await examine()).toBe(first)
  state.now += 1
  expect(await examine()).not.toBe(first)
  expect(state.modelCalls).toBe(2)
})

it(`at most ${MAX_A_DAY} reports are made in a day, and each names the time of the next`, async () => {
  const { state, examine } = createHealthy()
  const startedAt = state.now
  for (; state.now < startedAt + 3 * DAY_MS; state.now += REPORT_FOR_MS) {
    const { nextCheckAt } = await examine()
    expect(nextCheckAt).toBeGreaterThan(state.now)
    const days = Math.floor((state.now - startedAt) / DAY_MS) + 1
    expect(state.modelCalls).toBeLessThanOrEqual(days * MAX_A_DAY)
  }
  expect(state.modelCalls).toBe(3 * MAX_A_DAY)
})

it('a report that is never finished counts as one', async () => {
  const { state, examine } = createHealthy({ database: () => new Promise(() => undefined) })
  void examine()
  void examine()
  await Promise.resolve()
  expect(state.modelCalls).toBe(1)
})
