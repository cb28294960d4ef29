import { APIConnectionError, APIConnectionTimeoutError, APIUserAbortError } from 'openai'
import { describe, expect, it } from 'vitest'
import { AnswerError, type AnswerFailure } from '../../../functions/errors'
import { isOutOfCredit, toModelError } from '../../../functions/openai/failures'

describe('toModelError', () => {
  it.each<[error: object, failure: AnswerFailure]>([
    [{ status: 429, code: 'insufficient_quota' }, 'model-quota'],
    [{ status: 402, code: 'invalid_request_error' }, 'model-quota'],
    [{ status: 400, code: 'Arrearage' }, 'model-quota'],
    [{ status: 400, code: 'context_length_exceeded' }, 'too-long'],
    [{ status: 413 }, 'too-long'],
    [{ status: 400, code: 'content_filter' }, 'model-declined'],
    [{ status: 400, code: 'data_inspection_failed' }, 'model-declined'],
    [{ status: 401, code: 'invalid_api_key' }, 'key-refused'],
    [{ status: 403 }, 'key-refused'],
    [{ status: 404 }, 'model-unknown'],
    [{ status: 429, code: 'rate_limit_exceeded' }, 'rate-limited'],
    [{ status: 307 }, 'model-failed'],
    [{ status: 400, type: 'invalid_request_error' }, 'model-failed'],
    [{ status: 500 }, 'model-failed'],
    [new APIConnectionError({}), 'unreachable'],
    [new APIConnectionTimeoutError(), 'timeout'],
    [new APIUserAbortError(), 'timeout'],
    [new SyntaxError('Unexpected token'), 'model-failed'],
  ])('%j is %s', (error, failure) => expect(toModelError(error, false).failure).toBe(failure))

  it.each([400, 415, 422])('a %i for a prompt with pictures is pictures-unsupported', (status) =>
    expect(toModelError({ status }, true).failure).toBe('pictures-unsupported'),
  )

  it('an AnswerError stays the same', () => {
    const error = new AnswerError('model-empty')
    expect(toModelError(error, false)).toBe(error)
  })
})

describe('isOutOfCredit', () => {
  it.each([
    ['{"error":{"code":"insufficient_quota"}}', true],
    ['{"error":{"type":"insufficient_quota"}}', true],
    ['{"error":{"code":"rate_limit_exceeded"}}', false],
    ['{"error":null}', false],
    ['<html>', false],
    ['', false],
  ])('%s: %s', (text, expected) => expect(isOutOfCredit(text)).toBe(expected))
})
