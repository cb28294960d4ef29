/**
 * What a service, or one of its models, cannot do: learned from its refusal, and remembered by the process for each
 * address and model, so that the next message does not pay for it again.
 */
import type { ModelEndpoint } from './endpoint'
import type { ServiceError } from './failures'

export interface Quirks {
  /** It answers only with `stream: true`. */
  needsStreaming?: boolean
  /** Instructions go before the first user message. */
  noSystemRole?: boolean
  noTools?: boolean
  noPictures?: boolean
  /** Parameters that are left out, by name. */
  refusedParameters: Set<string>
  /** Parameters that it knows under another name. */
  renamedParameters: Map<string, string>
}

/** What the refused request contained. */
export interface RequestFeatures {
  stream: boolean
  hasSystem: boolean
  hasTools: boolean
  hasPictures: boolean
  /** Names of the optional parameters. */
  parameters: string[]
}

/** Addresses and models that a process remembers. */
const MAX_REMEMBERED = 200

export type QuirkStore = ReturnType<typeof createQuirkStore>

/** One for the process; it outlives changes of the settings. */
export function createQuirkStore() {
  const known = new Map<string, Quirks>()
  const alternatives = new Set<string>()
  return {
    /** The address that is used: the alternative, once the first one was found to be no API. */
    baseUrl: ({ baseUrl, alternative }: ModelEndpoint): string =>
      alternative !== undefined && alternatives.has(baseUrl) ? alternative : baseUrl,

    /** The address is no API. @returns whether there is an alternative that was not used yet */
    useAlternative({ baseUrl, alternative }: ModelEndpoint): boolean {
      if (alternative === undefined || alternatives.has(baseUrl)) return false
      alternatives.add(baseUrl)
      return true
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

const REFUSES =
  /not (be )?(support|allow|permit|enable|accept)|n.t (support|allow|accept)|unsupported|unrecognized|unknown|invalid|unexpected|不支持|未知/i
const STREAM_ONLY =
  /only supports? stream|stream mode|non-?streaming|stream.{0,20}must be (true|set|enabled)|must (use|enable|set) stream|只支持流式|仅支持流式/i
const SYSTEM_ROLE = /system.{0,3} (role|message|prompt)|role.{0,20}system|developer instruction/i
const TOOLS = /\btools?\b|tool_choice|function.?call/i
/** Where services put the name of a parameter that they refuse. */
const NAMED_PARAMETER =
  /(?:parameter|argument|property|field|value for|keyword argument)s?(?: supplied)?:? ['"`]?([a-z][\w.]*)|['"`]([a-z][\w.]*)['"`]/gi

/**
 * Learns from a refusal.
 * @returns whether there is something new to try
 */
export function learn(quirks: Quirks, error: ServiceError, request: RequestFeatures): boolean {
  const { status, message } = error
  if (status !== 400 && status !== 404 && status !== 422 && status !== 500 && status !== 200) return false
  if (!request.stream && STREAM_ONLY.test(message)) return set(quirks, 'needsStreaming')
  const parameter = refusedParameter(error, request.parameters)
  if (parameter) return leaveOut(quirks, parameter, message)
  if (!REFUSES.test(message) && !REFUSES.test(error.code)) return false
  if (request.hasSystem && SYSTEM_ROLE.test(message)) return set(quirks, 'noSystemRole')
  if (request.hasTools && TOOLS.test(message)) return set(quirks, 'noTools')
  return false
}

function set(quirks: Quirks, quirk: 'needsStreaming' | 'noSystemRole' | 'noTools'): boolean {
  const isNew = !quirks[quirk]
  quirks[quirk] = true
  return isNew
}

/** The parameter that the service names, if it is one that the request had. */
function refusedParameter({ code, message, param }: ServiceError, sent: string[]): string | undefined {
  const named = [param ?? '', ...namesIn(message)].map((name) => name.split('.')[0] ?? '')
  const isRefusal = REFUSES.test(message) || REFUSES.test(code) || /extra (fields|inputs)/i.test(message)
  return isRefusal ? named.find((name) => sent.includes(name)) : undefined
}

function namesIn(message: string): string[] {
  return [...message.matchAll(NAMED_PARAMETER)].map(([, bare, quoted]) => bare ?? quoted ?? '')
}

/** `max_tokens` and `max_completion_tokens` are one limit under two names; all others are left out. */
function leaveOut(quirks: Quirks, parameter: string, message: string): boolean {
  const other = { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' }[parameter]
  if (other && message.includes(other) && !quirks.renamedParameters.has(parameter)) {
    quirks.renamedParameters.set(parameter, other)
    return true
  }
  const isNew = !quirks.refusedParameters.has(parameter)
  quirks.refusedParameters.add(parameter)
  return isNew
}
