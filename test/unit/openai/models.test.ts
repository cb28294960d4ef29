import { describe, expect, it } from 'vitest'
import { knownShutdown, shutdownIn } from '../../../functions/openai/models'

const OPENAI = 'https://api.openai.com/v1'

describe('the announced shutdown of a model', () => {
  it.each([
    ['gpt-3.5-turbo', '2026-10-23'],
    ['gpt-3.5-turbo-16k', '2026-10-23'],
    ['gpt-4', '2026-10-23'],
    ['gpt-4-turbo-2024-04-09', '2026-10-23'],
    ['gpt-4o', '2027-01-14'],
    ['gpt-4o-mini', '2027-01-14'],
    ['gpt-4.1-nano', '2027-01-14'],
    ['gpt-4.1', '2027-01-14'],
    ['gpt-5-mini', '2026-12-11'],
    ['gpt-5-2025-08-07', '2026-12-11'],
    ['gpt-5.1', '2027-04-01'],
    ['o3', '2026-12-11'],
    ['o3-mini', '2026-10-23'],
  ])('of %s is known', (model, date) => expect(knownShutdown(model, OPENAI)).toBe(date))

  it.each(['gpt-6-luna', 'gpt-5.4-mini', 'gpt-5.4', 'gpt-4-something-else', 'o3-pro'])(
    'of %s is not known',
    (model) => expect(knownShutdown(model, OPENAI)).toBeUndefined(),
  )

  it.each(['https://gateway.example/v1', 'https://api.openai.com.evil.example/v1'])(
    'is not assumed at another service: %s',
    (baseUrl) => expect(knownShutdown('gpt-4', baseUrl)).toBeUndefined(),
  )
})

it.each([
  [{ shutdown_date: '2026-12-11' }, '2026-12-11'],
  [{ shutdown_date: null }, undefined],
  [{ shutdown_date: '<b>2026-12-11</b>' }, undefined],
  [{}, undefined],
  [undefined, undefined],
])('the date that a service gives is read if it is a date: %j', (model, date) =>
  expect(shutdownIn(model)).toBe(date),
)
