import { describe, expect, it } from 'vitest'
import type { AnswerFailure } from '../../../functions/errors'
import { isFinal, toAnswerFailure } from '../../../functions/openai/failures'

const failureOf = (status: number, code = '', message = '', hasPictures = false) =>
  toAnswerFailure({ status, code, message }, hasPictures)

describe('a refusal without a known code or text is judged by its status', () => {
  it.each<[status: number, failure: AnswerFailure]>([
    [400, 'model-failed'],
    [401, 'key-refused'],
    [402, 'model-quota'],
    [403, 'key-refused'],
    [404, 'model-unknown'],
    [413, 'too-long'],
    [429, 'rate-limited'],
    [500, 'model-failed'],
    [503, 'model-failed'],
  ])('%i is %s', (status, failure) => expect(failureOf(status)).toBe(failure))
})

describe('a code counts more than the status', () => {
  it.each<[status: number, code: string, failure: AnswerFailure]>([
    [429, 'insufficient_quota', 'model-quota'],
    [400, 'Arrearage', 'model-quota'],
    [400, 'context_length_exceeded', 'too-long'],
    [400, 'content_filter', 'model-declined'],
    [400, 'data_inspection_failed', 'model-declined'],
    [400, 'moderation_blocked image_generation_user_error', 'model-declined'],
    [403, 'unsupported_country_region_territory', 'region-not-served'],
    [403, 'rate_limit_exceeded', 'rate-limited'],
    [400, 'model_not_found', 'model-unknown'],
    [400, 'invalid_api_key', 'key-refused'],
  ])('%i with %s is %s', (status, code, failure) => expect(failureOf(status, code)).toBe(failure))
})

describe('of a request for a picture', () => {
  it.each<[status: number, message: string, failure: AnswerFailure]>([
    [400, 'Your request was rejected as a result of our safety system.', 'model-declined'],
    [451, 'prompt is nsfw', 'model-declined'],
    [403, 'Your organization must be verified to use the model `gpt-image-2`.', 'model-unknown'],
    [400, 'This model does not support image generation.', 'model-unknown'],
  ])('%i, %s, is %s', (status, message, failure) => expect(failureOf(status, '', message)).toBe(failure))
})

describe('pictures', () => {
  const text = 'This model does not support image input'

  it('are the reason only where the refusal says so', () => {
    expect(failureOf(400, '', text, true)).toBe('pictures-unsupported')
    expect(failureOf(404, '', text, true)).toBe('pictures-unsupported')
    expect(failureOf(415, '', '', true)).toBe('pictures-unsupported')
    expect(failureOf(400, '', 'Invalid request', true)).toBe('model-failed')
    expect(failureOf(404, '', '', true)).toBe('model-unknown')
  })

  it('are not the reason for a prompt without any', () =>
    expect(failureOf(404, '', text)).toBe('model-unknown'))

  it('that cannot be read are another failure than a model without vision', () =>
    expect(failureOf(400, 'invalid_image_format', 'You uploaded an unsupported image', true)).toBe(
      'picture-unreadable',
    ))
})

it('a failure that asking again does not change is final', () => {
  expect(isFinal('model-quota')).toBe(true)
  expect(isFinal('rate-limited')).toBe(false)
  expect(isFinal('model-failed')).toBe(false)
})
