import { describe, expect, it } from 'vitest'
import { toModelEndpoint } from '../../../functions/openai/endpoint'

describe('an address leads to the API', () => {
  it.each([
    // As pasted, the address that is used, and the one that is tried when the first is no API.
    ['https://api.openai.com/v1', 'https://api.openai.com/v1', undefined],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1', undefined],
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1', undefined],
    ['https://api.deepseek.com', 'https://api.deepseek.com/v1', 'https://api.deepseek.com'],
    ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434'],
    ['https://open.bigmodel.cn/api/paas/v4/', 'https://open.bigmodel.cn/api/paas/v4', undefined],
    ['https://ark.cn-beijing.volces.com/api/v3', 'https://ark.cn-beijing.volces.com/api/v3', undefined],
    [
      'https://dashscope.aliyuncs.com/compatible-mode',
      'https://dashscope.aliyuncs.com/compatible-mode',
      'https://dashscope.aliyuncs.com/compatible-mode/v1',
    ],
    ['https://openrouter.ai/api', 'https://openrouter.ai/api', 'https://openrouter.ai/api/v1'],
  ])('%s', (pasted, baseUrl, alternative) => {
    const { endpoint, dropped } = toModelEndpoint(pasted) ?? {}
    expect(endpoint).toMatchObject({ baseUrl, query: {}, usesApiKeyHeader: false })
    expect(endpoint?.alternative).toBe(alternative)
    expect(dropped).toEqual([])
  })
})

describe('Azure', () => {
  it('gets its query and its header', () => {
    const pasted =
      'https://demo.openai.azure.com/openai/deployments/mini/chat/completions?api-version=2024-10-21'
    expect(toModelEndpoint(pasted)).toEqual({
      endpoint: {
        baseUrl: 'https://demo.openai.azure.com/openai/deployments/mini',
        query: { 'api-version': '2024-10-21' },
        usesApiKeyHeader: true,
      },
      dropped: [],
    })
  })

  it('gets its header on the surface without a query, too', () =>
    expect(toModelEndpoint('https://demo.openai.azure.com/openai/v1/')?.endpoint).toEqual({
      baseUrl: 'https://demo.openai.azure.com/openai/v1',
      query: {},
      usesApiKeyHeader: true,
    }))
})

it('user, password and fragment are dropped and reported without their values', () => {
  const found = toModelEndpoint('https://me:secret@llm.example/v1#section')
  expect(found?.endpoint.baseUrl).toBe('https://llm.example/v1')
  expect(found?.dropped).toEqual(['user:password@', '#…'])
})

it.each(['llm.example/v1', 'ftp://llm.example', 'file:///etc/passwd', 'not an address'])(
  'anything but an http address is refused: %s',
  (pasted) => expect(toModelEndpoint(pasted)).toBeUndefined(),
)
