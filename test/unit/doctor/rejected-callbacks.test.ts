import { expect, it } from 'vitest'
import { sign } from '../../../functions/dingtalk/signature'
import { createRejectedCallbacks } from '../../../functions/doctor/rejected-callbacks'

const SECRET = 'the-secret-of-the-app'
const HOUR_MS = 60 * 60 * 1_000

const noted = (headers: object, secret: string | undefined = SECRET) => {
  const log = createRejectedCallbacks(() => 5)
  log.noteSignature(headers, secret)
  return log.last()
}
const signed = (timestamp: number, secret = SECRET) => ({
  timestamp: String(timestamp),
  sign: sign(String(timestamp), secret),
})

it('there is no rejected callback at first', () =>
  expect(createRejectedCallbacks(() => 5).last()).toBeUndefined())

it.each([{}, { timestamp: '1' }, { sign: 'x' }, { timestamp: '', sign: '' }])(
  'a callback with the headers %j is not recorded, since DingTalk sends both headers',
  (headers) => expect(noted(headers)).toBeUndefined(),
)

it('a wrong secret and a wrong clock are told apart', () => {
  expect(noted(signed(Date.now(), 'another'))).toEqual({ at: 5, problem: 'wrong-signature' })
  expect(noted(signed(Date.now() - 2 * HOUR_MS))).toEqual({ at: 5, problem: 'out-of-date' })
})

it.each([
  ['1', 'garbage'],
  ['not a time', 'x'],
  ['1e9', sign('1e9', SECRET)],
  [['1'], 'x'],
])('the headers %j and %j are a wrong signature', (timestamp, given) => {
  expect(noted({ timestamp, sign: given })?.problem).toBe('wrong-signature')
})

it('without a secret the reason is the missing secret', () => {
  const log = createRejectedCallbacks(() => 5)
  log.noteSignature(signed(1), undefined)
  expect(log.last()?.problem).toBe('no-secret')
})

it('the last rejected callback is recorded', () => {
  const log = createRejectedCallbacks(() => 5)
  log.noteSignature(signed(1), undefined)
  log.noteOverQuota()
  expect(log.last()).toEqual({ at: 5, problem: 'over-quota' })
})
