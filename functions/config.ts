/**
 * Every setting in one place. No other file reads `process.env`.
 *
 * A value is trimmed; an empty one counts as missing; quotes around it are taken off and reported, the most common
 * mistake in pasting. A value that cannot be used does not stop the bot: the default is used, and all problems are
 * reported at once.
 */
import type { AccessRules } from './bot/access'
import type { Limits } from './bot/limits'
import { builtInSearch } from './openai/built-in-search'
import { type ModelEndpoint, toHttpUrl, toModelEndpoint } from './openai/endpoint'
import { dialectOf, type SearchService } from './search/dialects'
import { asObject, parseJson } from './untrusted'

export type Language = 'zh' | 'en'

/** What is wrong with a setting; `texts` says by `kind` how to fix it. */
export interface Problem {
  variable: string
  kind:
    | 'missing'
    | 'quoted'
    | 'not-a-number'
    | 'not-a-choice'
    | 'not-a-url'
    | 'not-plain-text'
    | 'not-json'
    | 'not-a-price'
    | 'looks-like-key'
    | 'not-a-role'
    | 'second-key'
    | 'partly-used'
    | 'ignored'
    | 'unsafe-unsigned'
    | 'proxy-unused'
    | 'needs-app'
    | 'too-short'
  /** The choices or bounds that would have been right, or the parts of the value that are not used. */
  expected?: string
}

export interface Config {
  dingtalk: {
    /** Client ID of the app; also the robot code where a callback brings none. */
    appKey?: string
    appSecret?: string
    /** The tutorial's keyless mode: no key, no secret, callbacks unsigned, the answer is the HTTP body. */
    keyless: boolean
    replyVia: 'api' | 'webhook' | 'card'
    /** The template of cards, and its variable for the text. */
    card: { templateId: string; textKey: string }
    /** A reaction on the question until its answer is there. */
    thinkingReaction: boolean
    apiUrl: string
    oapiUrl: string
    /** The most metered calls a second that DingTalk takes from the app. */
    callsPerSecond: number
  }
  model: {
    key?: string
    /** The models people may choose from; the first is the default. */
    names: [string, ...string[]]
    /** `undefined` when a wrong address is set: the key must not be sent to a service that was not meant. */
    endpoint?: ModelEndpoint
    /** Fields merged into every request. */
    extra: Record<string, unknown>
    systemPrompt?: string
    /** Presets for `/role`: name to system prompt. */
    roles: Record<string, string>
    /** The model that draws; without it `/draw` is not offered. */
    imageModel?: string
    /** Per million tokens, for the usage page. */
    price?: { input: number; output: number }
    /** From the callback to giving up on the model. */
    timeoutMs: number
    /** Questions that the model may have at the same time, per process. */
    concurrency: number
  }
  /** Absent: the model gets no web search. */
  search?: {
    /** What is asked where the model service does not search by itself. */
    service?: SearchService
  }
  memory: {
    /** In a group: one memory for each person (`user`), or one for the whole group (`group`). */
    scope: 'user' | 'group'
    maxTurns: number
    maxTokens: number
    idleMs: number
    /** How long conversations are stored; 0: no words at all, and no memory. */
    keepMs: number
  }
  access: AccessRules
  limits: Limits
  language: Language
  /** Opens the check-up page once the bot has answered. */
  doctorKey?: string
}

/** OpenAI's recommended replacement for its smaller models; the tutorial's gpt-3.5-turbo was shut down on 2026-10-23. */
export const DEFAULT_MODEL = 'gpt-6-luna'

/** The template of DingTalk's own Python SDK, which every app may use, and its variable. */
export const PUBLIC_CARD = {
  templateId: '382e4302-551d-4880-bf29-a30acfab2e71.schema',
  textKey: 'msgContent',
}
/** The variable that DingTalk's editor gives to new templates. */
const NEW_TEMPLATE_KEY = 'content'

const OPENAI_URL = 'https://api.openai.com/v1'
/** These belong to the bot; `OPENAI_EXTRA` cannot replace them. */
const RESERVED_FIELDS = ['messages', 'model', 'stream', 'tools']
const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'all_proxy']
/** A shorter DOCTOR_KEY can be guessed in time. */
const MIN_KEY_CHARACTERS = 16
/** More than any set of request options needs. */
const MAX_JSON_CHARACTERS = 10_000
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

type Env = Record<string, string | undefined>

/**
 * Reads and checks all settings.
 * @param env usually `process.env`
 * @returns a usable configuration, and every problem found on the way
 */
export function readConfig(env: Env): { config: Config; problems: Problem[] } {
  const problems: Problem[] = []
  const read = createReader(env, problems)

  const appKey = read.word('DING_APP_KEY')
  const appSecret = read.word('DING_APP_SECRET')
  const allowUnsigned = read.choice('DING_ALLOW_UNSIGNED', ['false', 'true']) === 'true'
  // A secret that is set but cannot be used must not switch verification off.
  const keyless = allowUnsigned && read.isBlank('DING_APP_KEY') && read.isBlank('DING_APP_SECRET')
  // The name that OpenAI's own tools use is understood, too.
  const keyVariable =
    read.isBlank('OPENAI_KEY') && !read.isBlank('OPENAI_API_KEY') ? 'OPENAI_API_KEY' : 'OPENAI_KEY'
  const [key, otherKey] = ['OPENAI_KEY', 'OPENAI_API_KEY'].map((variable) => env[variable]?.trim())
  if (key && otherKey && key !== otherKey) problems.push({ variable: 'OPENAI_API_KEY', kind: 'second-key' })
  for (const variable of keyless ? [keyVariable] : ['DING_APP_KEY', 'DING_APP_SECRET', keyVariable]) {
    if (read.isBlank(variable)) problems.push({ variable, kind: 'missing' })
  }
  const proxy = PROXY_VARIABLES.find((variable) => !read.isBlank(variable))
  if (proxy) problems.push({ variable: proxy, kind: 'proxy-unused' })
  if (keyless && !read.isBlank('ADMINS')) problems.push({ variable: 'ADMINS', kind: 'unsafe-unsigned' })
  if (allowUnsigned && !keyless) problems.push({ variable: 'DING_ALLOW_UNSIGNED', kind: 'ignored' })
  // An app key starts with "ding"; a secret is 64 random characters that do not.
  if (appSecret && (appSecret === appKey || /^ding[a-z0-9]{10,24}$/.test(appSecret))) {
    problems.push({ variable: 'DING_APP_SECRET', kind: 'looks-like-key' })
  }

  const doctorKey = read.word('DOCTOR_KEY')
  if (doctorKey && doctorKey.length < MIN_KEY_CHARACTERS) {
    problems.push({ variable: 'DOCTOR_KEY', kind: 'too-short', expected: String(MIN_KEY_CHARACTERS) })
  }

  const imageModel = read.word('OPENAI_IMAGE_MODEL')
  // Pictures are uploaded with an access token.
  if (keyless && imageModel) problems.push({ variable: 'OPENAI_IMAGE_MODEL', kind: 'needs-app' })

  const keepMs = read.number('CHATS_KEEP_DAYS', 180, 0, 3_650) * DAY_MS
  const maxTurns = read.number('MEMORY_TURNS', 20, 0, 200)

  const endpoint = read.endpoint('OPENAI_BASE_URL', OPENAI_URL)

  const config: Config = {
    dingtalk: {
      appKey,
      appSecret,
      keyless,
      replyVia: read.choice('REPLY_VIA', ['api', 'webhook', 'card']),
      card: toCard(read.word('CARD_TEMPLATE_ID'), read.word('CARD_TEXT_KEY')),
      thinkingReaction: read.choice('THINKING_REACTION', ['false', 'true']) === 'true',
      apiUrl: read.url('DING_API_URL') ?? 'https://api.dingtalk.com',
      oapiUrl: read.url('DING_OAPI_URL') ?? 'https://oapi.dingtalk.com',
      callsPerSecond: read.number('DING_CALLS_PER_SECOND', 20, 1, 10_000),
    },
    model: {
      key: read.word(keyVariable),
      names: toModels(read.word('OPENAI_MODEL'), read.text('OPENAI_MODELS')),
      endpoint,
      extra: read.json('OPENAI_EXTRA', RESERVED_FIELDS),
      systemPrompt: read.text('SYSTEM_PROMPT'),
      roles: read.roles('ROLES'),
      imageModel: keyless ? undefined : imageModel,
      price: toPrice(read.price('OPENAI_PRICE_INPUT'), read.price('OPENAI_PRICE_OUTPUT')),
      timeoutMs: read.number('ANSWER_TIMEOUT_SECONDS', 120, 1, 1_200) * 1_000,
      concurrency: read.number('MODEL_CONCURRENCY', 64, 1, 1_000),
    },
    search: readSearch(read, problems, endpoint),
    memory: {
      scope: read.choice('GROUP_MEMORY', ['user', 'group']),
      maxTurns: keepMs === 0 ? 0 : maxTurns,
      maxTokens: read.number('MEMORY_TOKENS', 6_000, 0, 1_000_000),
      idleMs: read.number('MEMORY_IDLE_MINUTES', 120, 1, 525_600) * MINUTE_MS,
      keepMs,
    },
    access: {
      // Without signatures a message can claim to come from anyone.
      admins: keyless ? [] : (read.ids('ADMINS') ?? []),
      allowUsers: read.ids('ALLOW_USERS'),
      denyUsers: read.ids('DENY_USERS') ?? [],
      allowGroups: read.ids('ALLOW_GROUPS'),
    },
    limits: {
      userPerMinute: read.number('LIMIT_USER_PER_MINUTE', 0, 0, 10_000),
      userPerDay: read.number('LIMIT_USER_PER_DAY', 0, 0, 1_000_000),
      perMonth: read.number('LIMIT_PER_MONTH', 0, 0, 1_000_000_000),
      tokensPerMonth: read.number('LIMIT_TOKENS_PER_MONTH', 0, 0, 1_000_000_000_000),
    },
    language: read.choice('BOT_LANGUAGE', ['zh', 'en']),
    doctorKey,
  }
  return { config, problems }
}

/** Where the service searches by itself, nothing else is needed. */
function readSearch(
  read: ReturnType<typeof createReader>,
  problems: Problem[],
  endpoint: ModelEndpoint | undefined,
): Config['search'] {
  if (read.choice('WEB_SEARCH', ['off', 'auto']) === 'off') return undefined
  const [url, key] = [read.url('SEARCH_URL'), read.word('SEARCH_KEY')]
  const service = url ? { url, key } : undefined
  if (endpoint && builtInSearch(endpoint)) return { service }
  const needed = service && !dialectOf(service).needsKey ? [] : [service ? 'SEARCH_KEY' : 'SEARCH_URL']
  for (const variable of needed) if (read.isBlank(variable)) problems.push({ variable, kind: 'missing' })
  return { service }
}

/** A trimmed value without the quotes around it. */
export function withoutQuotes(value: string): string {
  return /^["'“‘]([\s\S]*)["'”’]$/.exec(value)?.[1]?.trim() ?? value
}

function createReader(env: Env, problems: Problem[]) {
  const report = (variable: string, kind: Problem['kind'], expected?: string) => {
    problems.push({ variable, kind, expected })
    return undefined
  }

  const isBlank = (variable: string): boolean => !env[variable]?.trim()

  /** Any text; quotes around it are taken off. */
  const text = (variable: string): string | undefined => {
    const value = env[variable]?.trim()
    if (!value) return undefined
    const bare = withoutQuotes(value)
    if (bare !== value) report(variable, 'quoted')
    return bare || undefined
  }

  /** A key, a name, an address: visible ASCII without spaces, for it goes into HTTP headers and URLs. */
  const word = (variable: string): string | undefined => {
    const value = text(variable)
    if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value
    return report(variable, 'not-plain-text')
  }

  const number = (variable: string, fallback: number, min: number, max: number): number => {
    const value = text(variable)
    if (value === undefined) return fallback
    const parsed = Number(value)
    if (Number.isInteger(parsed) && parsed >= min && parsed <= max) return parsed
    report(variable, 'not-a-number', `${min}–${max}`)
    return fallback
  }

  /** A number that is not negative, with or without decimals. */
  const price = (variable: string): number | undefined => {
    const value = text(variable)
    if (value === undefined) return undefined
    return /^\d{1,9}(\.\d{1,9})?$/.test(value) ? Number(value) : report(variable, 'not-a-price')
  }

  const choice = <T extends string>(variable: string, choices: readonly [T, ...T[]]): T => {
    const value = text(variable)?.toLowerCase()
    const found = choices.find((one) => one === value)
    if (value !== undefined && !found) report(variable, 'not-a-choice', choices.join(' / '))
    return found ?? choices[0]
  }

  const url = (variable: string): string | undefined => {
    const value = word(variable)
    if (value === undefined) return undefined
    const found = toHttpUrl(value)
    return found ? found.origin + found.pathname.replace(/\/+$/, '') : report(variable, 'not-a-url')
  }

  /** The address of a model service; parts of it that cannot be used are reported. */
  const endpoint = (variable: string, fallback: string): ModelEndpoint | undefined => {
    const value = isBlank(variable) ? fallback : word(variable)
    if (value === undefined) return undefined
    const found = toModelEndpoint(value)
    if (!found) return report(variable, 'not-a-url')
    if (found.dropped.length > 0) report(variable, 'partly-used', found.dropped.join(' '))
    return found.endpoint
  }

  /** A list of ids. One that holds only what can be no id is empty, not missing: it must not let everyone in. */
  const ids = (variable: string): string[] | undefined => {
    const parts = text(variable)
      ?.split(/[,，、;；\s]+/)
      .filter(Boolean)
    const strange = parts?.filter((part) => !/^[\x21-\x7e]{1,256}$/.test(part)) ?? []
    if (strange.length > 0) report(variable, 'partly-used', strange.join(' ').slice(0, 200))
    return parts?.length ? [...new Set(parts.filter((part) => !strange.includes(part)))] : undefined
  }

  /** `name=prompt`, one a line or separated by `|`. */
  const roles = (variable: string): Record<string, string> => {
    const lines = (text(variable) ?? '').split(/[|\n]/).filter((line) => line.trim())
    const found = lines.map((line) => /^\s*([^=＝]+?)\s*[=＝]\s*([\s\S]+?)\s*$/.exec(line))
    const strange = lines.filter((_, n) => !found[n]).map((line) => line.trim())
    if (strange.length > 0) report(variable, 'not-a-role', strange.join(' | ').slice(0, 200))
    return Object.fromEntries(found.flatMap((parts) => (parts ? [[parts[1], parts[2]]] : [])))
  }

  /** A JSON object, without the fields that are reserved. */
  const json = (variable: string, reserved: string[]): Record<string, unknown> => {
    // Quotes belong to JSON and are not taken off.
    const value = env[variable]?.trim()
    if (!value) return {}
    const fields = asObject(parseJson(value.slice(0, MAX_JSON_CHARACTERS)))
    if (!fields) report(variable, 'not-json')
    const refused = Object.keys(fields ?? {}).filter((field) => reserved.includes(field))
    if (refused.length > 0) report(variable, 'partly-used', refused.join(' '))
    return Object.fromEntries(Object.entries(fields ?? {}).filter(([field]) => !refused.includes(field)))
  }

  return { isBlank, text, word, number, price, choice, url, endpoint, ids, roles, json }
}

function toCard(templateId: string | undefined, textKey: string | undefined): Config['dingtalk']['card'] {
  const fallback = templateId ? NEW_TEMPLATE_KEY : PUBLIC_CARD.textKey
  return { templateId: templateId ?? PUBLIC_CARD.templateId, textKey: textKey ?? fallback }
}

/** The default model first, then those of the comma-separated list that are not it. */
function toModels(model: string | undefined, list: string | undefined): [string, ...string[]] {
  const listed = (list ?? '').split(/[,，、\s]+/).filter(Boolean)
  const first = model ?? listed[0] ?? DEFAULT_MODEL
  return [first, ...new Set(listed.filter((name) => name !== first))]
}

/** One that is not set costs nothing; `undefined` when neither is. */
function toPrice(input: number | undefined, output: number | undefined): Config['model']['price'] {
  return input === undefined && output === undefined ? undefined : { input: input ?? 0, output: output ?? 0 }
}
