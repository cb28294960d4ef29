import { errorResponses } from '../api/error-responses'
import type { ChatCompletion, ErrorResponse, Reply } from '../protocol'

/** What a fault does to one call. `delay` goes on afterwards; everything else decides the call. */
export type Effect =
  | { kind: 'delay'; ms: number }
  | { kind: 'silence' }
  | { kind: 'reset' }
  | { kind: 'cut' }
  | { kind: 'refuse'; refuse: (model: string) => ErrorResponse }
  | { kind: 'body'; contentType: string; body: string }
  | { kind: 'say'; reply: Reply }
  | { kind: 'alter'; alter: (completion: ChatCompletion) => ChatCompletion }

/** The knobs of a fault; each row has those that it heeds, with their first values. */
export interface FaultParams {
  ms: number
  /** fractions are possible: they go out as `retry-after-ms` */
  retryAfterSeconds: number
}

/** One switch of the playground. */
export interface FaultRow {
  /** What it does, for the page. */
  zh: string
  en: string
  params?: Partial<FaultParams>
  effect(params: FaultParams): Effect
}

/** The size of the `huge` answer: far more than anybody reads, DingTalk takes or a page should choke on. */
export const HUGE_BYTES = 1_000_000

/** Nobody's key; a part of it is in the 401, as with the real service. */
const SOME_KEY = 'sk-demo-1234567890abcdefghijklmnop'

const ROWS = {
  slow: {
    zh: '回答得慢',
    en: 'Answers slowly',
    params: { ms: 3_000 },
    effect: ({ ms }) => ({ kind: 'delay', ms }),
  },
  hang: row('一直不回答', 'Never answers', { kind: 'silence' }),
  reset: row('回答前断开连接', 'Drops the connection before it answers', { kind: 'reset' }),
  cut: row('回答到一半断开', 'Drops the connection in the middle of the answer', { kind: 'cut' }),
  'bad-key': refuses('密钥无效：401', 'Refuses the key: 401', () => errorResponses.wrongKey(SOME_KEY)),
  'bad-region': refuses('地区不支持：403', 'Refuses the region: 403', errorResponses.region),
  'no-model': refuses('模型不存在：404', 'Does not know the model: 404', errorResponses.modelNotFound),
  'rate-limited': {
    zh: '请求太频繁：429',
    en: 'Too many requests: 429',
    params: { retryAfterSeconds: 1 },
    effect: ({ retryAfterSeconds }) => ({
      kind: 'refuse',
      refuse: (model) => errorResponses.rateLimit(model, retryAfterSeconds),
    }),
  },
  'no-quota': refuses('额度用完：429', 'Quota used up: 429', errorResponses.quota),
  'too-long': refuses('对话太长：400', 'Conversation too long: 400', () =>
    errorResponses.contextLength(8_192, 9_017),
  ),
  'server-error': refuses('服务器出错：500', 'Server error: 500', errorResponses.server),
  unavailable: refuses('服务过载：503', 'Overloaded: 503', errorResponses.overloaded),
  html: row('代理返回 HTML 页面：200', 'A proxy answers with an HTML page: 200', {
    kind: 'body',
    contentType: 'text/html; charset=utf-8',
    body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
  }),
  'bad-json': row('JSON 不完整：200', 'Broken JSON: 200', {
    kind: 'body',
    contentType: 'application/json',
    body: '{"id":"chatcmpl-demo","object":"chat.completion","choices":[{"index":0,"message":{"role":"assis',
  }),
  'no-choices': row('没有回答项', 'No choices', {
    kind: 'alter',
    alter: (completion) => ({ ...completion, choices: [] }),
  }),
  'null-answer': says('回答是 null', 'The answer is null', { content: null }),
  'empty-answer': says('回答是空的', 'The answer is empty', { content: '' }),
  filtered: says('内容被过滤', 'The content filter stops the answer', {
    content: '',
    finish_reason: 'content_filter',
  }),
  refused: says('模型拒绝回答', 'The model refuses', {
    content: null,
    refusal: "I'm sorry, but I can't help with that.",
  }),
  huge: says('回答有 1 MB', 'The answer is 1 MB long', { content: hugeAnswer() }),
} as const satisfies Record<string, FaultRow>

/** The name of a fault. */
export type FaultId = keyof typeof ROWS

/**
 * Everything that can go wrong between a bot and its model, in the order in which it is tried: the page shows
 * the rows as switches, and a test plays each of them.
 */
export const FAULTS: Record<FaultId, FaultRow> = ROWS

function row(zh: string, en: string, effect: Effect): FaultRow {
  return { zh, en, effect: () => effect }
}

function refuses(zh: string, en: string, refuse: (model: string) => ErrorResponse): FaultRow {
  return row(zh, en, { kind: 'refuse', refuse })
}

function says(zh: string, en: string, reply: Reply): FaultRow {
  return row(zh, en, { kind: 'say', reply })
}

function hugeAnswer(): string {
  const line = '这是一个很长很长的回答 🐢 and it goes on and on.\n'
  return line.repeat(Math.ceil(HUGE_BYTES / Buffer.byteLength(line)))
}
