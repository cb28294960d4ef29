/**
 * What a service, or one of its models, cannot do: learned from its refusal, and remembered by the process for each
 * address and model, so that the next message does not pay for it again.
 */
import type { ModelEndpoint } from './endpoint'
import type { ServiceError } from './failures'

export interface Quirks {
  /** It answers only with `stream: true`. */
  needsStreaming?: boolean
  /** It answers only without `stream`. */
  noStreaming?: boolean
  /** Its answers begin with thinking that no mark opens. */
  thinksUnmarked?: boolean
  /** Instructions go before the first user message. */
  noSystemRole?: boolean
  noPictures?: boolean
  /** It takes tools only with `reasoning_effort: none`. */
  noReasoningWithTools?: boolean
  /** Parameters that are left out, by name: `tools` for a model without tools. */
  refusedParameters: Set<string>
  /** Parameters that it knows under another name. */
  renamedParameters: Map<string, string>
}

/** The body of a chat completion's request. */
export interface RequestBody {
  model: string
  messages: { role: string; content: unknown }[]
  [parameter: string]: unknown
}

/** Addresses and models that a process remembers. */
const MAX_REMEMBERED = 200

export type QuirkStore = ReturnType<typeof createQuirkStore>

/** One for the process; it outlives changes of the settings. */
export function createQuirkStore() {
  const known = new Map<string, Quirks>()
  const alternatives = new Set<string>()
  return {
    /** The address that was found to be the API, or the first one. */
    baseUrl: ({ baseUrl, alternative }: ModelEndpoint): string =>
      alternative !== undefined && alternatives.has(baseUrl) ? alternative : baseUrl,

    /** The address gave an answer. */
    rememberBaseUrl({ baseUrl, alternative }: ModelEndpoint, used: string): void {
      if (used === alternative) alternatives.add(baseUrl)
      else alternatives.delete(baseUrl)
    },

    /** The quirks of a model; changes of the object are remembered. */
    of(baseUrl: string, model: string): Quirks {
      const key = `${baseUrl} ${model}`
      const quirks = known.get(key) ?? { refusedParameters: new Set(), renamedParameters: new Map() }
      known.set(key, quirks)
      const [oldest = ''] = known.keys()
      if (known.size > MAX_REMEMBERED) known.delete(oldest)
      return quirks
    },
  }
}

const LEARNS_FROM = [200, 400, 404, 422, 500]
const REFUSES =
  /not (be )?(support|allow|permit|enable|accept)|n.t (support|allow|accept)|unsupported|unrecognized|unknown|invalid|unexpected|extra (fields|inputs)|不支持|未知/i
const STREAM_ONLY =
  /only supports? stream|stream mode|non-?streaming|stream.{0,20}must be (true|set|enabled)|must (use|enable|set) stream|只支持流式|仅支持流式/i
/** OpenAI streams some models to verified organisations only. */
const NO_STREAMING = /\bstream(ing)?\b/i
const UNVERIFIED = /must be verified/i
const SYSTEM_ROLE = /system.{0,3} (role|message|prompt)|role.{0,20}system|developer instruction/i
const TOOLS = /\btools?\b|function.?call/i
const NO_PICTURES = /support|unknown variant|expected `?text|multi-?modal|vision|不支持/i
/** Where services put the name of a parameter that they refuse. */
const NAMED_PARAMETER =
  /(?:parameter|argument|property|field|value for|keyword argument)s?(?: supplied)?:? ['"`]?([a-z][\w.]*)|['"`]([a-z][\w.]*)['"`]/gi

/**
 * Learns from a refusal of a request.
 * @param request as it was sent; another message may have taught the same in the meantime
 * @returns whether the next request will be different
 */
export function learn(quirks: Quirks, error: ServiceError, request: RequestBody): boolean {
  const { model: _, messages, stream, ...optional } = request
  if (!LEARNS_FROM.includes(error.status)) return false
  if (!stream && STREAM_ONLY.test(error.message)) {
    quirks.needsStreaming = true
    return true
  }
  if (!REFUSES.test(`${error.code} ${error.message}`) && !UNVERIFIED.test(error.message)) return false
  if (request.tools && request.reasoning_effort !== 'none' && /reasoning.?effort/i.test(error.message)) {
    quirks.noReasoningWithTools = true
    return true
  }
  const parameter = refusedParameter(error, Object.keys(optional))
  if (parameter) {
    leaveOut(quirks, parameter, error.message)
    return true
  }
  if (stream && !quirks.needsStreaming && NO_STREAMING.test(`${error.param} ${error.message}`)) {
    quirks.noStreaming = true
    return true
  }
  const hasSystem = messages.some(({ role }) => role === 'system')
  if (!hasSystem || !SYSTEM_ROLE.test(error.message)) return false
  quirks.noSystemRole = true
  return true
}

/** Learns that a model takes no pictures, from a refusal of a request that had some. */
export function learnNoPictures(quirks: Quirks, { code, message }: ServiceError): void {
  if (NO_PICTURES.test(`${code} ${message}`)) quirks.noPictures = true
}

/** The parameter that the service names, if the request had it. */
function refusedParameter({ message, param }: ServiceError, sent: string[]): string | undefined {
  const named = [param ?? '', ...namesIn(message), ...(TOOLS.test(message) ? ['tools'] : [])]
  return named.map((name) => name.split('.')[0] ?? '').find((name) => sent.includes(name))
}

function namesIn(message: string): string[] {
  return [...message.matchAll(NAMED_PARAMETER)].map(([, bare, quoted]) => bare ?? quoted ?? '')
}

/** `max_tokens` and `max_completion_tokens` are one limit under two names; all others are left out. */
function leaveOut(quirks: Quirks, parameter: string, message: string): void {
  const other = { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' }[parameter]
  if (other && message.includes(other)) quirks.renamedParameters.set(parameter, other)
  else quirks.refusedParameters.add(parameter)
}
