import { expect, it } from 'vitest'
import { createWrongKeys, MAX_WAITING } from '../../../functions/doctor/wrong-keys'

/** A clock to set, and the delays of the wrong keys that wait. */
function create() {
  const state = { now: 1_000_000, delays: [] as number[] }
  const wakes: (() => void)[] = []
  const slowDown = createWrongKeys(
    () => state.now,
    (ms) => {
      state.delays.push(ms)
      return new Promise<void>((resolve) => wakes.push(resolve))
    },
  )
  const wakeAll = () => {
    for (const wake of wakes.splice(0)) wake()
  }
  return { state, slowDown, wakeAll }
}

it('each wrong key waits longer, up to 5 s', async () => {
  const { state, slowDown, wakeAll } = create()
  for (let n = 0; n < 60; n += 1) {
    const waited = slowDown()
    wakeAll()
    expect(await waited).toBe(true)
  }
  expect(state.delays.slice(0, 3)).toEqual([100, 200, 300])
  expect(Math.max(...state.delays)).toBe(5_000)
})

it('the delay starts anew after ten minutes without a wrong key', async () => {
  const { state, slowDown } = create()
  void slowDown()
  void slowDown()
  state.now += 11 * 60_000
  void slowDown()
  expect(state.delays).toEqual([100, 200, 100])
})

it(`at most ${MAX_WAITING} wait, and the others are refused at once`, async () => {
  const { state, slowDown, wakeAll } = create()
  const waiting = Array.from({ length: MAX_WAITING }, () => slowDown())
  const refused = await Promise.all(Array.from({ length: 10_000 }, () => slowDown()))
  expect(refused.some(Boolean)).toBe(false)
  expect(state.delays).toHaveLength(MAX_WAITING)
  wakeAll()
  expect(await Promise.all(waiting)).toEqual(Array(MAX_WAITING).fill(true))
  void slowDown()
  expect(state.delays).toHaveLength(MAX_WAITING + 1)
})
