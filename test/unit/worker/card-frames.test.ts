import { expect, it } from 'vitest'
import { createFrames } from '../../../functions/worker/card-frames'

/** Writes a letter each 100 ms for so long. @returns when frames were shown, ms */
function framesIn(ms: number): number[] {
  const frames = createFrames()
  const shownAt: number[] = []
  for (let at = 0; at <= ms; at += 100) {
    frames.show('字'.repeat(1 + at / 100))
    if (frames.waitMs(at) !== 0) continue
    expect(frames.take(at)).toHaveLength(1 + at / 100)
    shownAt.push(at)
  }
  return shownAt
}

it('the first text is shown at once, later ones at growing intervals of at least a second', () => {
  const shownAt = framesIn(120_000)
  expect(shownAt[0]).toBe(0)
  const intervals = shownAt.slice(1).map((at, n) => at - (shownAt[n] ?? 0))
  expect(intervals[0]).toBe(1_000)
  expect(intervals).toEqual(intervals.toSorted((a, b) => a - b))
})

it('an answer of ten seconds has four frames, the longest answer six', () => {
  expect(framesIn(10_000)).toHaveLength(4)
  expect(framesIn(1_200_000)).toHaveLength(6)
})

it('no frame shows the same text again', () => {
  const frames = createFrames()
  expect(frames.waitMs(0)).toBeUndefined()
  frames.show('好')
  frames.take(0)
  frames.show('好')
  expect(frames.waitMs(5_000)).toBeUndefined()
})
