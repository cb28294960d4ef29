import { expect, it } from 'vitest'
import type { Probes } from '../../../functions/doctor/checks'
import { createExamine, MAX_A_DAY, REPORT_FOR_MS } from '../../../functions/doctor/examine'
import { TEXTS } from '../../../functions/texts/languages'

const DAY_MS = 24 * 60 * 60 * 1_000

/** A doctor whose patient is well, with a clock to set and a count of what was asked of the model. */
function createDoctor(worse: Partial<Probes> = {}) {
  const state = { now: 1_000_000, asked: 0 }
  const instruments: Probes = {
    problems: [],
    keyless: false,
    clockSkewMs: async () => 0,
    database: async () => undefined,
    token: async () => undefined,
    permission: async () => undefined,
    async model() {
      state.asked += 1
    },
    lastCallback: async () => undefined,
    lastTrouble: () => undefined,
    lastRefusal: async () => undefined,
    ...worse,
  }
  return { state, examine: createExamine(instruments, TEXTS.zh, () => state.now) }
}

it('shows the same report until it is old', async () => {
  const { state, examine } = createDoctor()
  const first = await examine()
  expect(first).toMatchObject({ checkedAt: 1_000_000, nextCheckAt: 1_000_000 + REPORT_FOR_MS })
  state.now += REPORT_FOR_MS - 1
  expect(await examine()).toBe(first)
  state.now += 1
  expect(await examine()).not.toBe(first)
  expect(state.asked).toBe(2)
})

it(`examines ${MAX_A_DAY} times in any day at most, and says when it does again`, async () => {
  const { state, examine } = createDoctor()
  const startedAt = state.now
  for (; state.now < startedAt + 3 * DAY_MS; state.now += REPORT_FOR_MS) {
    const { nextCheckAt } = await examine()
    expect(nextCheckAt).toBeGreaterThan(state.now)
    const days = Math.floor((state.now - startedAt) / DAY_MS) + 1
    expect(state.asked).toBeLessThanOrEqual(days * MAX_A_DAY)
  }
  expect(state.asked).toBe(3 * MAX_A_DAY)
})

it('counts an examination that never ends as one', async () => {
  const { state, examine } = createDoctor({ database: () => new Promise(() => undefined) })
  void examine()
  void examine()
  await Promise.resolve()
  expect(state.asked).toBe(1)
})
