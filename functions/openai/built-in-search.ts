/** How services search the web by themselves: one row for each, told by its host. Pure. */
import type { Source } from '../bot/model'
import { asArray, asLine, asObject, asWebAddress } from '../untrusted'
import type { ModelEndpoint } from './endpoint'

export interface BuiltInSearch {
  /** The parameter without which there is no search: a model may refuse it. */
  parameter: string
  /** Fields of the request. */
  fields: Record<string, unknown>
  /** Further rows of `tools`. */
  tools: object[]
  /** A call of this function is answered with its own arguments: the service searches then. */
  echoed?: string
}

const KIMI_SEARCH = '$web_search'

const ROWS: [host: RegExp, search: BuiltInSearch][] = [
  [
    // Qwen, on Alibaba Cloud.
    /(^|\.)(dashscope(-\w+)?|maas)\.aliyuncs\.com$/,
    {
      parameter: 'enable_search',
      fields: { enable_search: true, search_options: { enable_source: true } },
      tools: [],
    },
  ],
  [
    // Zhipu (GLM).
    /(^|\.)(bigmodel\.cn|z\.ai)$/,
    {
      parameter: 'tools',
      fields: {},
      tools: [
        {
          type: 'web_search',
          web_search: { enable: true, search_engine: 'search_std', search_result: true },
        },
      ],
    },
  ],
  [
    // Kimi does not search while it thinks.
    /(^|\.)moonshot\.(cn|ai)$/,
    {
      parameter: 'tools',
      fields: { thinking: { type: 'disabled' } },
      tools: [{ type: 'builtin_function', function: { name: KIMI_SEARCH } }],
      echoed: KIMI_SEARCH,
    },
  ],
]

/** The search of the service itself; undefined for a service that has none, or whose own is not known. */
export function builtInSearch({ baseUrl }: ModelEndpoint): BuiltInSearch | undefined {
  const { hostname } = new URL(baseUrl)
  return ROWS.find(([host]) => host.test(hostname))?.[1]
}

/** The sources that an answer names: Zhipu's `web_search`, Qwen's `search_info`. */
export function toSources({ web_search, search_info }: Record<string, unknown>): Source[] {
  const rows = [...asArray(web_search), ...asArray(asObject(search_info)?.search_results)]
  return rows.slice(0, 20).flatMap((row) => {
    const { title, link, url: other } = asObject(row) ?? {}
    const url = asWebAddress(link) ?? asWebAddress(other)
    return url ? [{ title: asLine(title, 100) ?? new URL(url).hostname, url }] : []
  })
}
