import { request } from 'node:http'
import { expect, it } from 'vitest'
import {
  AnswerError,
  DeliveryError,
  describe,
  isPassing,
  toAnswerError,
  toDeliveryError,
} from '../../functions/errors'

it('an error of the right class is kept, also one of another realm', () => {
  const foreign = { name: 'AnswerError', failure: 'timeout', evidence: 'deadline' }
  expect(toAnswerError(foreign)).toBe(foreign)
  const refused = new DeliveryError('permission', '403')
  expect(toDeliveryError(refused)).toBe(refused)
})

it('an unknown error is internal for an answer, and a temporary one of DingTalk for a delivery', () => {
  expect(toAnswerError(new TypeError('x'))).toMatchObject({ failure: 'internal', evidence: 'TypeError' })
  expect(toDeliveryError(new Error('x'))).toMatchObject({ failure: 'busy' })
})

it.each([
  () => new URL('no address'),
  () => request('blob:https://oapi.dingtalk.com/robot/sendBySession'),
  () => request('http://127.0.0.1:1/', { headers: { 'x-token': 'a\nb' } }),
  () => request('http://127.0.0.1:1/', { path: '/a b' }),
  () => JSON.parse('{'),
  () => new Array(-1),
])('an error about a wrong argument is not temporary (%#)', (call) => {
  const error = catchError(call)
  expect(error).toBeInstanceOf(Error)
  expect(toDeliveryError(error)).toMatchObject({ failure: 'rejected' })
})

function catchError(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
  }
}

it.each([undefined, null, 'text', 42, []])('a thrown %j becomes an error', (thrown) => {
  expect(toAnswerError(thrown)).toMatchObject({ name: 'AnswerError', failure: 'internal' })
  expect(toDeliveryError(thrown)).toMatchObject({ name: 'DeliveryError', failure: 'busy' })
})

it('only throttling and a busy DingTalk are temporary', () => {
  expect(isPassing('throttled')).toBe(true)
  expect(isPassing('busy')).toBe(true)
  expect(isPassing('permission')).toBe(false)
  expect(isPassing('content-refused')).toBe(false)
})

it('an error is described by name, status and code, not by its message', () => {
  const error = Object.assign(new Error('Incorrect API key provided: sk-abc'), {
    status: 401,
    code: 'invalid',
  })
  expect(describe(error)).toBe('Error 401 invalid')
  expect(describe({ name: 'x'.repeat(500) })).toBe('object')
  expect(describe({ name: {}, code: [] })).toBe('object')
})

it('the message of an error contains the evidence', () => {
  expect(new AnswerError('timeout', 'deadline').message).toBe('timeout (deadline)')
  expect(new AnswerError('timeout').message).toBe('timeout')
})

it.each(['invalid api key sk-0123456789abcdef', 'sk-0123456789abcdef', '密钥 sk-1 无效', 'x'.repeat(200)])(
  'a code that is no identifier is left out: %s',
  (code) => expect(describe({ name: 'Error', status: 401, code })).toBe('Error 401'),
)
