/**
 * What a refusal of a model service means: one table of (status, code or type, message) → failure. The first row that
 * matches counts. Rows come from documentation and from answers that were seen; services compatible with OpenAI spell
 * the same failure in many ways. Pure.
 */
import type { AnswerFailure } from '../errors'

/** An error response in one shape; texts are bounded. */
export interface ServiceError {
  status: number
  /** `code` and `type`, separated by a space. */
  code: string
  message: string
  /** The parameter that is refused, where the service names it. */
  param?: string
}

interface Row {
  failure: AnswerFailure
  status?: number[]
  code?: RegExp
  message?: RegExp
  /** The row is about requests with pictures. */
  withPictures?: true
}

const PICTURES = /image|vision|visual|multi-?modal|picture|图片|图像|视觉|多模态/i

/** The code of an error that stands for a web page or a redirect in place of an API. */
export const NOT_AN_API = 'not_an_api'

/** A row matches when its status does and either its code or its message does; a row without both needs the status. */
const ROWS: Row[] = [
  { failure: 'address-wrong', code: new RegExp(`^${NOT_AN_API}$`) },
  // Rate limits whose messages speak of quotas or billing.
  {
    failure: 'rate-limited',
    code: /^(Throttling|RequestBurst|limit_requests)|rate_?limit|\b(1302|1303|1305)\b/i,
  },
  {
    failure: 'model-quota',
    status: [200, 400, 402, 403, 429],
    code: /insufficient_(user_)?quota|insufficient_balance|billing|arrearage|overdue|FreeTierOnly|exceeded_current_quota|\b(1113|30001|30011)\b/i,
    message: /\b(quota|balance|credits?|overdue|arrears?|arrearage|free tier|billing)\b|余额|额度|欠费|欠款/i,
  },
  { failure: 'model-quota', status: [402] },
  {
    failure: 'region-not-served',
    code: /unsupported_country/i,
    message:
      /country, region|(country|region|location).{0,40}not (supported|available)|not (supported|available) in your (country|region|location)/i,
  },
  {
    failure: 'model-declined',
    code: /content_?(filter|policy)|moderation|data_?inspection|sensitive|\b1301\b/i,
    message:
      /data_inspection|inappropriate content|content (management )?policy|safety system|\bnsfw\b|敏感|违规|不安全/i,
  },
  {
    failure: 'too-long',
    code: /context_length|string_above_max_length|context_window|\b1261\b/i,
    message:
      /(maximum|max) (context|model) length|context (length|window|size)|Range of input length|too many (input )?tokens|token limit|exceed.{0,30}tokens|(input|prompt|request|messages?)[^.]{0,40}too (long|large)|reduce the length|超长|(长度|上下文|输入)[^。]{0,10}(超|过长)/i,
  },
  { failure: 'too-long', status: [413] },
  {
    failure: 'picture-unreadable',
    withPictures: true,
    code: /image_parse|invalid_image|image_too/i,
    message:
      /(corrupt|decode|download|fetch|unsupported|invalid) (the )?(image|picture)|(image|picture)[^.]{0,40}(corrupt|invalid|too (large|big|small)|size|format|download)|图片.{0,10}(格式|损坏|过大|太大|尺寸)/i,
  },
  {
    failure: 'pictures-unsupported',
    withPictures: true,
    status: [200, 400, 404, 415, 422, 500],
    code: PICTURES,
    message: PICTURES,
  },
  { failure: 'pictures-unsupported', withPictures: true, status: [415] },
  { failure: 'key-refused', code: /invalid_api_key|invalid_authentication|InvalidApiKey/i },
  {
    failure: 'model-unknown',
    code: /model_?not_?(found|exist)|invalid_model|InvalidEndpointOrModel|\b1211\b/i,
    message:
      /model.{0,80}(not (exist|found|support image generation)|does ?n.t exist|decommissioned|shut ?down|has been deprecated)|organization must be verified|模型.{0,40}不存在/i,
  },
  {
    failure: 'rate-limited',
    message: /rate limit|too many requests|限流|请求过于频繁|并发数/i,
  },
  { failure: 'key-refused', status: [401, 403] },
  { failure: 'rate-limited', status: [429] },
  { failure: 'model-unknown', status: [404] },
]

/** The failure behind a refusal. @param hasPictures whether the request had any */
export function toAnswerFailure(error: ServiceError, hasPictures: boolean): AnswerFailure {
  const row = ROWS.find((each) => (hasPictures || !each.withPictures) && matches(each, error))
  return row?.failure ?? 'model-failed'
}

function matches(row: Row, { status, code, message }: ServiceError): boolean {
  if (row.status && !row.status.includes(status)) return false
  if (!row.code && !row.message) return true
  return Boolean(row.code?.test(code) || row.message?.test(message))
}

/** Failures that asking again does not change; the package would repeat some of their statuses. */
const FINAL: ReadonlySet<AnswerFailure> = new Set([
  'model-quota',
  'region-not-served',
  'model-declined',
  'too-long',
  'key-refused',
  'model-unknown',
  'pictures-unsupported',
  'address-wrong',
])

/** Whether the same request would fail again. */
export function isFinal(failure: AnswerFailure): boolean {
  return FINAL.has(failure)
}
