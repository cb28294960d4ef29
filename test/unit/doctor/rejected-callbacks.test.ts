import { expect, it } from 'vitest'
import { sign } from '../../../functions/dingtalk/signature'
import { createRejectedCallbacks } from '../../../functions/doctor/rejected-callbacks'

const SECRET = 'the-secret-of-the-app'
const HOUR_MS = 60 * 60 * 1_000

const NOW = Date.now()
const noted = (headers: object, secret: string | undefined = SECRET) => {
  const log = createRejectedCallbacks(() => NOW)
  log.noteSignature(headers, secret)
  return log.last()
}
const signed = (timestamp: number, secret = SECRET) => ({
  timestamp: String(timestamp),
  sign: sign(String(timestamp), secret),
})

it('there is no rejected callback at first', () =>
  expect(createRejectedCallbacks(() => NOW).last()).toBeUndefined())

it.each([{}, { timestamp: '1' }, { sign: 'x' }, { timestamp: '', sign: '' }])(
  'a callback with the headers %j is not recorded, since DingTalk sends both headers',
  (headers) => expect(noted(headers)).toBeUndefined(),
)

it('a wrong secret and a wrong clock are told apart', () => {
  expect(noted(signed(Date.now(), 'another'))).toEqual({ at: NOW, problem: 'wrong-signature' })
  expect(noted(signed(Date.now() - 2 * HOUR_MS))).toEqual({ at: NOW, problem: 'out-of-date' })
})

it.each([
  [String(NOW), 'garbage'],
  [String(NOW), `${'x'.repeat(43)}!`],
  ['1', sign('1', 'another')],
  ['not a time', sign('1', 'another')],
  [`${NOW - 2 * 24 * HOUR_MS}`, sign('1', 'another')],
  ['1e12', sign('1e12', SECRET)],
  [[String(NOW)], sign(String(NOW), 'another')],
])('the headers %j and %j are not of DingTalk and are not recorded', (timestamp, given) => {
  expect(noted({ timestamp, sign: given })).toBeUndefined()
})

it('a rejected callback is shown for a day', () => {
  let now = NOW
  const log = createRejectedCallbacks(() => now)
  log.noteSignature(signed(NOW, 'another'), SECRET)
  now += 24 * HOUR_MS
  expect(log.last()?.problem).toBe('wrong-signature')
  now += 1
  expect(log.last()).toBeUndefined()
})

it('without a secret the reason is the missing secret', () => {
  const log = createRejectedCallbacks(() => NOW)
  log.noteSignature(signed(NOW), undefined)
  expect(log.last()?.problem).toBe('no-secret')
})

it('the last rejected callback is recorded', () => {
  const log = createRejectedCallbacks(() => NOW)
  log.noteSignature(signed(NOW), undefined)
  log.noteOverQuota()
  expect(log.last()).toEqual({ at: NOW, problem: 'over-quota' })
})
