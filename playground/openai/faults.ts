import {
  createFaultInjector,
  type FaultInjector,
  type FaultOptions as Options,
} from '../shared/fault-injector'
import { errorResponses } from './api/error-responses'
import { DIALECT_ROWS } from './dialects'
import type { Effect, FaultParams, FaultRow, PictureEffect } from './fault-types'
import type { ChatCompletion, ErrorResponse, Reply } from './protocol'

/** How a fault is set. */
export type FaultOptions = Options<never, FaultParams>
/** The faults of a demo model. */
export type Faults = FaultInjector<FaultId, never, FaultParams, FaultRow>

/** Creates the fault injector of a demo model, with no fault set. */
export function createFaults(seed?: number): Faults {
  return createFaultInjector(FAULTS, { ms: 0, retryAfterSeconds: 0, tokens: 0 }, seed)
}

/** The effects of the faults that hit the next call, counted: delays, then at most one other, in the table's order. */
export function triggerEffects(faults: Faults): Effect[] {
  const effects: Effect[] = []
  for (const id of FAULT_IDS) {
    const fault = faults.trigger(id)
    if (!fault) continue
    const effect = FAULTS[id].effect(fault.params)
    effects.push(effect)
    if (effect.kind !== 'delay') break
  }
  return effects
}

/** The size of the `huge` answer: far beyond what DingTalk accepts, and a load test for the page. */
export const HUGE_BYTES = 1_000_000

/** An invalid key; a part of it is in the 401, as in the real service's. */
const WRONG_KEY = 'sk-demo-1234567890abcdefghijklmnop'

const ROWS = {
  slow: {
    zh: '回答缓慢',
    en: 'Slow answer',
    params: { ms: 3_000 },
    effect: ({ ms }) => ({ kind: 'delay', ms }),
  },
  hang: row('一直不回答', 'Never answers', { kind: 'silence' }),
  reset: row('回答前断开连接', 'Connection reset before the answer', { kind: 'reset' }),
  cut: row('回答到一半断开连接', 'Connection closed in the middle of the answer', { kind: 'cut' }),
  'bad-key': fails('密钥无效：401', 'Invalid key: 401', () => errorResponses.wrongKey(WRONG_KEY)),
  'bad-region': fails('不支持所在地区：403', 'Unsupported region: 403', errorResponses.region),
  'no-model': fails('模型不存在：404', 'Unknown model: 404', errorResponses.modelNotFound),
  'rate-limited': {
    zh: '请求太频繁：429',
    en: 'Too many requests: 429',
    params: { retryAfterSeconds: 1 },
    effect: ({ retryAfterSeconds }) => ({
      kind: 'error',
      error: (model) => errorResponses.rateLimit(model, retryAfterSeconds),
    }),
  },
  'no-quota': fails('额度用完：429', 'Quota used up: 429', errorResponses.quota),
  'too-long': fails('对话太长：400', 'Conversation too long: 400', () =>
    errorResponses.contextLength(8_192, 9_017),
  ),
  'server-error': fails('服务器出错：500', 'Server error: 500', errorResponses.server),
  unavailable: fails('服务过载：503', 'Overloaded: 503', errorResponses.overloaded),
  html: row('代理返回 HTML 页面：200', 'HTML page of a proxy: 200', {
    kind: 'body',
    contentType: 'text/html; charset=utf-8',
    body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
  }),
  'bad-json': row('JSON 不完整：200', 'Incomplete JSON: 200', {
    kind: 'body',
    contentType: 'application/json',
    body: '{"id":"chatcmpl-demo","object":"chat.completion","choices":[{"index":0,"message":{"role":"assis',
  }),
  'no-choices': row('choices 为空', 'Empty choices', {
    kind: 'alter',
    alter: (completion) => ({ ...completion, choices: [] }),
  }),
  'null-answer': replies('回答为 null', 'The answer is null', { content: null }),
  'empty-answer': replies('回答为空', 'The answer is empty', { content: '' }),
  filtered: replies('回答被内容过滤拦截', 'Answer blocked by the content filter', {
    content: '',
    finish_reason: 'content_filter',
  }),
  refused: replies('模型拒绝回答', 'The model declines to answer', {
    content: null,
    refusal: "I'm sorry, but I can't help with that.",
  }),
  'broken-arguments': row('调用工具的参数不完整', 'Calls a tool with broken arguments', {
    kind: 'alter',
    alter: withCalls(({ name, arguments: text }) => ({ name, arguments: text.slice(0, -3) })),
  }),
  'unknown-tool': row('调用不存在的工具', 'Calls a tool that does not exist', {
    kind: 'alter',
    alter: withCalls((call) => ({ ...call, name: 'open_browser' })),
  }),
  'never-stops': row('不停地调用工具', 'Calls tools without end', {
    kind: 'alter',
    alter: (completion, request) => (request.tools ? callAgain(completion) : completion),
  }),
  'picture-refused': draws('画图：未通过内容审核', 'Drawing: blocked by the content filter', 'refused'),
  'picture-none': draws('画图：返回里没有图片', 'Drawing: no picture in the response', 'none'),
  'picture-broken': draws('画图：返回的不是图片', 'Drawing: the response is not a picture', 'text'),
  'picture-address': draws('画图：只返回图片地址', 'Drawing: only an address is returned', 'address'),
  'picture-gone': draws('画图：返回的地址打不开', 'Drawing: the returned address does not work', 'gone'),
  ...DIALECT_ROWS,
  huge: replies('回答长达 1 MB', 'The answer is 1 MB long', { content: hugeAnswer() }),
} as const satisfies Record<string, FaultRow>

/** The name of a fault. */
export type FaultId = keyof typeof ROWS

/** Every fault of the demo model, in the order in which they are tried: the page shows the rows as switches. */
export const FAULTS: Record<FaultId, FaultRow> = ROWS

const FAULT_IDS = Object.keys(FAULTS) as FaultId[]

function row(zh: string, en: string, effect: Effect): FaultRow {
  return { zh, en, effect: () => effect }
}

function fails(zh: string, en: string, error: (model: string) => ErrorResponse): FaultRow {
  return row(zh, en, { kind: 'error', error })
}

function replies(zh: string, en: string, reply: Reply): FaultRow {
  return row(zh, en, { kind: 'reply', reply })
}

type Named = { name: string; arguments: string }

/** Changes the calls of tools in an answer; an answer in words stays as it is. */
function withCalls(change: (call: Named) => Named): (completion: ChatCompletion) => ChatCompletion {
  return (completion) => {
    const changed = structuredClone(completion)
    for (const { message } of changed.choices)
      for (const call of message.tool_calls ?? [])
        if ('function' in call) call.function = change(call.function)
    return changed
  }
}

function callAgain(completion: ChatCompletion): ChatCompletion {
  const call = {
    id: `call_again${completion.id.slice(-6)}`,
    type: 'function' as const,
    function: { name: 'web_search', arguments: '{"query":"again"}' },
  }
  const choices = completion.choices.map((choice) => ({
    ...choice,
    finish_reason: 'tool_calls' as const,
    message: { ...choice.message, content: null, tool_calls: [call] },
  }))
  return { ...completion, choices }
}

function draws(zh: string, en: string, picture: PictureEffect): FaultRow {
  return row(zh, en, { kind: 'picture', picture })
}

function hugeAnswer(): string {
  const line = '这是一个很长很长的回答 🐢 and it goes on and on.\n'
  return line.repeat(Math.ceil(HUGE_BYTES / Buffer.byteLength(line)))
}
