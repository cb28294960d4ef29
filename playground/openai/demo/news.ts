import type { RequestSummary } from '../prompt/request-summary'
import type { Reply } from '../protocol'
import { excerpt, type Language } from './language'

/** What the own search of a service finds. */
const FOUND: Record<Language, { title: string; url: string }[]> = {
  zh: [
    { title: '示例新闻：高铁新线今天通车', url: 'https://news.example/rail' },
    { title: '示例新闻：周末多地有雨', url: 'https://news.example/rain' },
  ],
  en: [
    { title: 'Sample news: a new railway opens today', url: 'https://news.example/rail' },
    { title: 'Sample news: rain at the weekend', url: 'https://news.example/rain' },
  ],
}
const QUERY: Record<Language, string> = { zh: '今天的新闻', en: "today's news" }
/** A real model goes on searching after an error, too. */
const MAX_RESULTS = 2

/** Searches for the news where it can, and says what was found. */
export function answerNews(language: Language, { search, results }: RequestSummary): Reply {
  const texts = TEXTS[language]
  const last = results.at(-1)
  if (search === 'qwen') return { content: texts.found(FOUND[language]), fields: qwenFields(language) }
  if (search === 'zhipu') return { content: texts.found(FOUND[language]), fields: zhipuFields(language) }
  const mayTryAgain = search === 'function' && results.length < MAX_RESULTS && last?.startsWith('Error')
  if (search && (last === undefined || mayTryAgain)) return callOf(search, language)
  if (last === undefined) return { content: texts.offline }
  if (search === 'kimi' || last.includes('search_id')) return { content: texts.found(FOUND[language]) }
  const hits = results.flatMap(readHits)
  return { content: hits.length > 0 ? texts.found(hits) : texts.nothing(excerpt(last, 60)) }
}

function callOf(search: string, language: Language): Reply {
  const call =
    search === 'kimi'
      ? {
          name: '$web_search',
          type: 'builtin_function',
          arguments: JSON.stringify({ search_result: { search_id: 'demo-1' }, usage: { total_tokens: 900 } }),
        }
      : { name: 'web_search', arguments: JSON.stringify({ query: QUERY[language] }) }
  return { content: null, tool_calls: [call] }
}

/** The titles in the JSON that a tool gave. */
function readHits(result: string): { title: string }[] {
  try {
    return JSON.parse(result.slice(result.indexOf('\n[')))
  } catch {
    return []
  }
}

function qwenFields(language: Language): Reply['fields'] {
  return { search_info: { search_results: FOUND[language].map((one, n) => ({ index: n + 1, ...one })) } }
}

function zhipuFields(language: Language): Reply['fields'] {
  return { web_search: FOUND[language].map(({ title, url }) => ({ title, link: url, content: title })) }
}

const TEXTS = {
  zh: {
    offline: '我现在不能联网，查不到今天的新闻。',
    nothing: (said: string) => `我想搜索今天的新闻，但是没有结果：${said}`,
    found: (hits: { title: string }[]) =>
      ['搜到了这些：', '', ...hits.map(({ title }) => `- ${title}`)].join('\n'),
  },
  en: {
    offline: 'I cannot look at the web now, so I do not know the news of today.',
    nothing: (said: string) => `I searched for the news of today and got nothing: ${said}`,
    found: (hits: { title: string }[]) =>
      ['This is what I found:', '', ...hits.map(({ title }) => `- ${title}`)].join('\n'),
  },
}
