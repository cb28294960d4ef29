import { describe, expect, it } from 'vitest'
import { toDrawing } from '../../../functions/openai/drawing'

const base64 = Buffer.from('picture').toString('base64')

describe('a picture', () => {
  it.each([
    ['bytes', { data: [{ b64_json: base64 }] }],
    ['bytes as a data URL', { data: [{ b64_json: `data:image/png;base64,${base64}` }] }],
    ['a data URL in place of an address', { data: [{ url: `data:image/png;base64,${base64}` }] }],
    ['bytes beside an address', { data: [{ b64_json: base64, url: 'https://files.example/1' }] }],
  ])('is read from %s', (_, response) => expect(toDrawing(response).picture).toEqual(Buffer.from('picture')))

  it.each([
    ['an address', { data: [{ url: 'https://files.example/1' }] }],
    ['an address under `images`', { images: [{ url: 'https://files.example/1' }] }],
    ['an address beside null', { data: [{ b64_json: null, url: 'https://files.example/1' }] }],
  ])('is read from %s', (_, response) => expect(toDrawing(response).picture).toBe('https://files.example/1'))

  it.each([
    ['nothing', undefined],
    ['text', 'picture'],
    ['an empty list', { data: [] }],
    ['an empty entry', { data: [{}] }],
    ['null', { data: [null] }],
    ['numbers', { data: [{ b64_json: 1, url: 2 }] }],
    ['empty texts', { data: [{ b64_json: '', url: '' }] }],
    ['a data URL without data', { data: [{ url: 'data:image/png;base64,' }] }],
    ['an endless address', { data: [{ url: `https://files.example/${'1'.repeat(5_000)}` }] }],
    ['no list', { data: { b64_json: base64 } }],
  ])('is missing in %s', (_, response) =>
    expect(() => toDrawing(response)).toThrow(expect.objectContaining({ failure: 'drawing-failed' })),
  )

  it('has the tokens that the service names, if they are numbers', () => {
    const data = [{ b64_json: base64 }]
    expect(toDrawing({ data, usage: { input_tokens: 9, output_tokens: 1_056 } }).usage).toEqual({
      prompt: 9,
      completion: 1_056,
    })
    for (const usage of [undefined, null, {}, { input_tokens: -1, output_tokens: 1 }, { input_tokens: '9' }])
      expect(toDrawing({ data, usage })).not.toHaveProperty('usage')
  })
})
