import { expect, it } from 'vitest'
import { sign } from '../../../functions/dingtalk/signature'
import { createRejectedCallbacks } from '../../../functions/doctor/rejected-callbacks'

const SECRET = 'the-secret-of-the-app'
const HOUR_MS = 60 * 60 * 1_000

const noted = (headers: object, secret: string | undefined = SECRET) => {
  const log = createRejectedCallbacks(() => 5)
  log.turnedAway(headers, secret)
  return log.last()
}
const signed = (timestamp: number, secret = SECRET) => ({
  timestamp: String(timestamp),
  sign: sign(String(timestamp), secret),
})

it('knows nothing at first', () => expect(createRejectedCallbacks(() => 5).last()).toBeUndefined())

it.each([{}, { timestamp: '1' }, { sign: 'x' }, { timestamp: '', sign: '' }])(
  'takes %j for nobody: DingTalk sends both headers',
  (headers) => expect(noted(headers)).toBeUndefined(),
)

it('tells a wrong secret from a wrong clock', () => {
  expect(noted(signed(Date.now(), 'another'))).toEqual({ at: 5, trouble: 'wrong-signature' })
  expect(noted(signed(Date.now() - 2 * HOUR_MS))).toEqual({ at: 5, trouble: 'out-of-date' })
})

it.each([
  ['1', 'garbage'],
  ['not a time', 'x'],
  ['1e9', sign('1e9', SECRET)],
  [['1'], 'x'],
])('takes %j, %j for a wrong signature', (timestamp, given) => {
  expect(noted({ timestamp, sign: given })?.trouble).toBe('wrong-signature')
})

it('blames no secret that is not there', () => {
  const log = createRejectedCallbacks(() => 5)
  log.turnedAway(signed(1), undefined)
  expect(log.last()?.trouble).toBe('no-secret')
})

it('remembers the last one', () => {
  const log = createRejectedCallbacks(() => 5)
  log.turnedAway(signed(1), undefined)
  log.overQuota()
  expect(log.last()).toEqual({ at: 5, trouble: 'over-quota' })
})
