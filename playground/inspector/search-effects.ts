/** What to expect of the faults of a web search, and of a model that uses it, by id of the switch. */
export const SEARCH_EFFECTS: Record<string, { zh: string; en: string }> = {
  'search:slow': {
    zh: '搜索用了三秒，回答晚三秒到，下面照样有来源。',
    en: 'The search takes three seconds, and so the answer comes three seconds later, with its sources.',
  },
  'search:hang': {
    zh: '最多等五秒，之后大模型不靠搜索直接回答，并说明没查到。',
    en: 'The bot waits five seconds at most; then the model answers without the search and says so.',
  },
  'search:reset': {
    zh: '大模型不靠搜索直接回答，日志里写着 unreachable。',
    en: 'The model answers without the search; the log says unreachable.',
  },
  'search:wrong-key': {
    zh: '大模型不靠搜索直接回答，日志里写着 key-refused，自检页提示检查 SEARCH_KEY。',
    en: 'The model answers without the search; the log says key-refused, and the check-up asks for SEARCH_KEY.',
  },
  'search:json-off': {
    zh: '大模型不靠搜索直接回答，自检页提示在 SearXNG 的设置里打开 json。',
    en: 'The model answers without the search; the check-up says to allow json in the settings of SearXNG.',
  },
  'search:rate-limited': {
    zh: '大模型不靠搜索直接回答，日志里写着 quota。',
    en: 'The model answers without the search; the log says quota.',
  },
  'search:plan-limit': {
    zh: '大模型不靠搜索直接回答，日志里写着 quota，自检页提示查看套餐。',
    en: 'The model answers without the search; the log says quota, and the check-up asks to look at the plan.',
  },
  'search:server-error': {
    zh: '大模型不靠搜索直接回答，并说明没查到；服务的报错不会出现在聊天里。',
    en: "The model answers without the search and says so; the service's error never appears in the chat.",
  },
  'search:garbage': {
    zh: '大模型不靠搜索直接回答，日志里写着 failed，自检页提示 SEARCH_URL 不是搜索服务。',
    en: 'The model answers without the search; the log says failed, and the check-up says that SEARCH_URL is no search service.',
  },
  'search:bad-json': {
    zh: '大模型不靠搜索直接回答，日志里写着 failed。',
    en: 'The model answers without the search; the log says failed.',
  },
  'search:no-results': {
    zh: '大模型知道什么也没搜到，回答下面没有来源。',
    en: 'The model is told that nothing was found; there are no sources under the answer.',
  },
  'search:long': {
    zh: '大模型只读前五条，每条最多 2,000 个字。',
    en: 'The model reads the first five hits, 2,000 characters of each.',
  },
  'search:hostile': {
    zh: '网页里的指令和假链接不起作用：来源里只有真实的网址，javascript: 之类的地址不会出现。',
    en: 'Instructions and false links of the pages have no effect: the sources are real addresses of the web, none of them javascript:.',
  },
  'search:huge': {
    zh: '读到 2 MB 就停，大模型不靠搜索直接回答。',
    en: 'Reading stops at 2 MB, and the model answers without the search.',
  },
  'openai:broken-arguments': {
    zh: '大模型收到一句报错，可以再试；两轮之后不带工具再问一次，总会有回答。',
    en: 'The model reads an error and may try again; after two rounds it is asked without tools, so there is always an answer.',
  },
  'openai:unknown-tool': {
    zh: '大模型收到“没有这个工具”，可以再试；两轮之后不带工具再问一次，总会有回答。',
    en: 'The model reads that there is no such tool and may try again; after two rounds it is asked without tools.',
  },
  'openai:never-stops': {
    zh: '最多搜索两轮，第三次请求不带工具，大模型只能直接回答。',
    en: 'There are two rounds of searches at most; the third request offers no tools, so that the model answers.',
  },
  'openai:no-tools': {
    zh: '机器人不带工具再问一次，并记住这个模型不支持工具；大模型回答说不能联网。',
    en: 'The bot asks again without tools and remembers that; the model answers that it cannot look at the web.',
  },
  'openai:no-tool-results': {
    zh: '搜索之后服务报错，机器人不带搜索结果再问一次，照样有回答。',
    en: 'The service fails over the results of the search; the bot asks again without them, and there is an answer.',
  },
  'openai:no-reasoning-with-tools': {
    zh: '带工具的请求里有 reasoning_effort: none，回答照常送达；没有就会被拒绝，机器人会加上它再问，并记住。',
    en: 'Requests with tools have reasoning_effort: none, and the answer arrives as usual; where one is refused, the bot adds it and remembers that.',
  },
}
