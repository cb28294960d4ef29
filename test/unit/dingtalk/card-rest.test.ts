import { expect, it } from 'vitest'
import { createCardRest } from '../../../functions/dingtalk/card-rest'
import type { Refusal } from '../../../functions/dingtalk/types'

const refusal: Refusal = { channel: 'card', failure: 'card-template' }
const HALF_AN_HOUR_MS = 30 * 60_000

it('cards rest for half an hour after three refusals in a row', () => {
  let now = 0
  const rest = createCardRest(() => now)
  for (let n = 0; n < 3; n += 1) {
    expect(rest.resting()).toBeUndefined()
    rest.refused(refusal)
  }
  expect(rest.resting()).toEqual(refusal)
  now = HALF_AN_HOUR_MS
  expect(rest.resting()).toBeUndefined()
})

it('a card that was finished ends the row', () => {
  const rest = createCardRest(() => 0)
  for (let n = 0; n < 9; n += 1) {
    rest.refused(refusal)
    if (n % 2 === 1) rest.worked()
  }
  expect(rest.resting()).toBeUndefined()
})
