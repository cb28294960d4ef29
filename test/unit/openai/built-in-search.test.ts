import { describe, expect, it } from 'vitest'
import { builtInSearch, toSources } from '../../../functions/openai/built-in-search'
import { toModelEndpoint } from '../../../functions/openai/endpoint'

const searchAt = (address: string) => {
  const endpoint = toModelEndpoint(address)?.endpoint
  return endpoint && builtInSearch(endpoint)
}

describe('a service searches by itself', () => {
  it.each([
    'https://dashscope.aliyuncs.com/compatible-mode/v1',
    'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    'https://ws-1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1',
  ])('Qwen, by a parameter: %s', (address) => {
    expect(searchAt(address)).toMatchObject({
      parameter: 'enable_search',
      fields: { enable_search: true },
      tools: [],
    })
  })

  it.each(['https://open.bigmodel.cn/api/paas/v4', 'https://api.z.ai/api/paas/v4'])(
    'Zhipu, by a tool of its own: %s',
    (address) =>
      expect(searchAt(address)).toMatchObject({
        parameter: 'tools',
        fields: {},
        tools: [{ type: 'web_search', web_search: { enable: true, search_result: true } }],
      }),
  )

  it.each(['https://api.moonshot.cn/v1', 'https://api.moonshot.ai/v1'])(
    'Kimi, by a function whose arguments it wants back, without thinking: %s',
    (address) =>
      expect(searchAt(address)).toEqual({
        parameter: 'tools',
        fields: { thinking: { type: 'disabled' } },
        tools: [{ type: 'builtin_function', function: { name: '$web_search' } }],
        echoed: '$web_search',
      }),
  )

  it.each([
    'https://api.openai.com/v1',
    'https://api.deepseek.com',
    'https://api.siliconflow.cn/v1',
    'http://127.0.0.1:11434/v1',
    'https://dashscope.aliyuncs.com.evil.example/v1',
    'https://notmoonshot.cn/v1',
  ])('and others do not: %s', (address) => expect(searchAt(address)).toBeUndefined())
})

describe('the sources of an answer', () => {
  it('are those of Zhipu and of Qwen', () => {
    expect(toSources({ web_search: [{ title: '一', link: 'https://a.example/1' }] })).toEqual([
      { title: '一', url: 'https://a.example/1' },
    ])
    const search_info = { search_results: [{ index: 1, title: '二', url: 'https://b.example/2' }] }
    expect(toSources({ search_info })).toEqual([{ title: '二', url: 'https://b.example/2' }])
  })

  it('are on the web, and have a title on one line', () => {
    const web_search = [
      { title: 'a', link: 'javascript:alert(1)' },
      { title: 'b\n# c', link: 'https://user:secret@a.example/' },
      { link: 'https://b.example/' },
      { title: 'd', link: '' },
      null,
      'text',
    ]
    expect(toSources({ web_search })).toEqual([
      { title: 'b # c', url: 'https://a.example/' },
      { title: 'b.example', url: 'https://b.example/' },
    ])
  })

  it.each([undefined, null, 'text', [], {}, { search_results: 'text' }])('are none in %j', (value) =>
    expect(toSources({ web_search: value, search_info: value })).toEqual([]),
  )
})
