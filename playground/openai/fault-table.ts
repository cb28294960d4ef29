import type { ChatCompletion, Refusal, Reply } from './protocol'
import { refusals } from './refusals'

/** What a fault does to one call. `delay` goes on afterwards; everything else decides the call. */
export type Effect =
  | { kind: 'delay'; delayMs: number }
  | { kind: 'silence' }
  | { kind: 'reset' }
  | { kind: 'cut' }
  | { kind: 'refuse'; refuse: (model: string) => Refusal }
  | { kind: 'body'; contentType: string; body: string }
  | { kind: 'say'; reply: Reply }
  | { kind: 'alter'; alter: (completion: ChatCompletion) => ChatCompletion }

/** How often and how a fault plays. */
export interface FaultSettings {
  /** plays so many times and switches itself off; absent: until it is cleared */
  times?: number
  /** from 0 to 1: the part of the calls that it strikes; absent: every call */
  probability?: number
  /** for `slow` */
  delayMs?: number
  /** for `rate-limited`; fractions are possible */
  retryAfterSeconds?: number
}

/** One switch: its id, its labels, and which of the settings it reads beside `times` and `probability`. */
export interface Fault {
  id: string
  zh: string
  en: string
  takes: ('delayMs' | 'retryAfterSeconds')[]
  effect(settings: FaultSettings): Effect
}

export const DEFAULT_DELAY_MS = 3000
export const DEFAULT_RETRY_AFTER_SECONDS = 1
/** The size of the `huge` answer: far more than anybody reads, DingTalk takes or a page should choke on. */
export const HUGE_BYTES = 1_000_000

/**
 * Everything that can go wrong between a bot and its model, in the order in which it is tried:
 * of several switched on, the first that strikes decides, after any delay.
 */
export const faultTable = [
  {
    id: 'slow',
    zh: '回答得慢',
    en: 'Answers slowly',
    takes: ['delayMs'],
    effect: ({ delayMs = DEFAULT_DELAY_MS }) => ({ kind: 'delay', delayMs }),
  },
  fault('hang', '一直不回答', 'Never answers', { kind: 'silence' }),
  fault('reset', '回答前断开连接', 'Drops the connection before it answers', { kind: 'reset' }),
  fault('cut-off', '回答到一半断开', 'Drops the connection in the middle of the answer', { kind: 'cut' }),
  refusal('bad-key', '密钥无效（401）', 'Refuses the key (401)', () =>
    refusals.wrongKey('sk-demo-1234567890abcdefghijklmnop'),
  ),
  refusal('bad-region', '地区不支持（403）', 'Refuses the region (403)', () => refusals.region()),
  refusal('no-model', '模型不存在（404）', 'Does not know the model (404)', refusals.modelNotFound),
  {
    id: 'rate-limited',
    zh: '请求太频繁（429）',
    en: 'Too many requests (429)',
    takes: ['retryAfterSeconds'],
    effect: ({ retryAfterSeconds = DEFAULT_RETRY_AFTER_SECONDS }) => ({
      kind: 'refuse',
      refuse: (model) => refusals.rateLimit(model, retryAfterSeconds),
    }),
  },
  refusal('no-quota', '额度用完（429）', 'Quota used up (429)', () => refusals.quota()),
  refusal('too-long', '对话太长（400）', 'Conversation too long (400)', () =>
    refusals.contextLength(128_000, 130_017),
  ),
  refusal('server-error', '服务器出错（500）', 'Server error (500)', () => refusals.server()),
  refusal('overloaded', '服务过载（503）', 'Overloaded (503)', () => refusals.overloaded()),
  fault('html-page', '代理返回网页（200）', 'A proxy answers with a web page (200)', {
    kind: 'body',
    contentType: 'text/html; charset=utf-8',
    body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
  }),
  fault('bad-json', 'JSON 不完整（200）', 'Broken JSON (200)', {
    kind: 'body',
    contentType: 'application/json',
    body: '{"id":"chatcmpl-demo","object":"chat.completion","choices":[{"index":0,"message":{"role":"assis',
  }),
  fault('no-choices', '没有回答项', 'No choices', {
    kind: 'alter',
    alter: (completion) => ({ ...completion, choices: [] }),
  }),
  reply('null-answer', '回答是 null', 'The answer is null', { content: null }),
  reply('empty-answer', '回答是空的', 'The answer is empty', { content: '' }),
  reply('filtered', '内容被过滤', 'The content filter stops the answer', {
    content: '',
    finish_reason: 'content_filter',
  }),
  reply('refused', '模型拒绝回答', 'The model refuses', {
    content: null,
    refusal: "I'm sorry, but I can't help with that.",
  }),
  reply('huge', '回答有 1 MB', 'The answer is 1 MB long', { content: hugeAnswer() }),
] as const satisfies readonly Fault[]

/** The id of a switch. */
export type FaultId = (typeof faultTable)[number]['id']

function hugeAnswer(): string {
  const line = '这是一个很长很长的回答 🐢 and it goes on and on.\n'
  return line.repeat(Math.ceil(HUGE_BYTES / Buffer.byteLength(line)))
}

function fault<Id extends string>(id: Id, zh: string, en: string, effect: Effect) {
  return { id, zh, en, takes: [], effect: () => effect } satisfies Fault
}

function refusal<Id extends string>(id: Id, zh: string, en: string, refuse: (model: string) => Refusal) {
  return fault(id, zh, en, { kind: 'refuse', refuse })
}

function reply<Id extends string>(id: Id, zh: string, en: string, answer: Reply) {
  return fault(id, zh, en, { kind: 'say', reply: answer })
}
