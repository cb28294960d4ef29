/**
 * Asks a model, through the official `openai` package and any service that speaks its protocol.
 *
 * One deadline covers everything: the package's retries, and the further calls after the service refused something that
 * the bot can do without. Every failure is an `AnswerError`; no text of the service leaves this folder.
 */
import type OpenAI from 'openai'
import type { Completion, PromptMessage, Tool } from '../bot/model'
import { now } from '../clock'
import { abortAfter } from '../deadline'
import { AnswerError, describe, hasName, toEvidence } from '../errors'
import { asObject } from '../untrusted'
import { builtInSearch } from './built-in-search'
import { beganUnmarked, isThinkingModel, toCompletion, toTextSoFar } from './completion'
import { type Drawing, toDrawing } from './drawing'
import type { ModelEndpoint } from './endpoint'
import { type ServiceError, toAnswerFailure } from './failures'
import { modelFetch } from './fetch'
import { knownShutdown, shutdownIn } from './models'
import { learn, learnNoPictures, type QuirkStore, type Quirks } from './quirks'
import { hasPictures, toRequest } from './request'
import { askWithTools, type FollowUp, toToolset } from './tools'

interface ChatSettings {
  key?: string
  endpoint?: ModelEndpoint
  extra: Record<string, unknown>
  quirks: QuirkStore
  /** Called with every 429 that may pass, also those that the package repeats. */
  onTooMany?: () => void
  /** How often the package repeats a request after 408, 409, 429, 5xx and lost connections; default 4. */
  maxRetries?: number
}

/** What a question may ask for besides its answer. */
export interface AskOptions {
  /**
   * Streams the answer: called with its text so far, without thinking. It begins anew where a request is repeated, and is
   * not called where the service does not stream.
   */
  onText?(textSoFar: string): void
  /** What the model may use while it answers. */
  tools?: Tool[]
  /** The service may search the web by itself, where it can. */
  webSearch?: boolean
  /** The prompt for a model that turns out to take neither tools nor a search. */
  withoutTools?: PromptMessage[]
}

export interface Chat {
  /** @param deadlineAt when to give up, ms since the epoch. @throws AnswerError */
  ask(prompt: PromptMessage[], model: string, deadlineAt: number, options?: AskOptions): Promise<Completion>
  /** Whether the service can search the web by itself. */
  searchesItself: boolean
  /** `false` when the model is known to refuse tools, or the service's own search. */
  takesTools(model: string): boolean
  /** Draws a picture. @param deadlineAt when to give up, ms since the epoch. @throws AnswerError */
  draw(words: string, model: string, deadlineAt: number): Promise<Drawing>
  /** `false` when the model is known to refuse pictures. */
  takesPictures(model: string): boolean
  /** When the service shuts the model down, `YYYY-MM-DD`, if it says so. Never rejects. */
  shutdownOf(model: string, deadlineAt: number): Promise<string | undefined>
}

const MAX_RETRIES = 4
/** A picture costs more than an answer, and a request that broke off may have been paid for. */
const MAX_DRAWING_RETRIES = 1
/** Further requests for one message, each after a refusal of something that the bot can do without. */
const MAX_FURTHER_REQUESTS = 4

/** A client is made at the first question, so that a callback is acknowledged before the package is loaded. */
export function createChat(settings: ChatSettings): Chat {
  const { key, endpoint, extra, quirks } = settings
  const clients = new Map<string, OpenAI>()
  const clientFor = (baseUrl: string): OpenAI => {
    const client = clients.get(baseUrl) ?? createClient(settings, baseUrl)
    clients.set(baseUrl, client)
    return client
  }

  const builtIn = endpoint && builtInSearch(endpoint)

  /** The service's answer, also where it refused something before that the bot can do without. */
  const send = async (
    prompt: PromptMessage[],
    model: string,
    deadlineAt: number,
    { withoutTools = prompt, onText }: AskOptions = {},
    followUp?: FollowUp,
  ): Promise<Record<string, unknown>> => {
    if (!key) throw new AnswerError('key-missing')
    if (!endpoint) throw new AnswerError('unreachable', 'no address')
    let baseUrl = quirks.baseUrl(endpoint)
    let other = otherAddress(endpoint, baseUrl)
    for (let further = MAX_FURTHER_REQUESTS; ; further -= 1) {
      const known = quirks.of(baseUrl, model)
      const isPlain = followUp?.needs.every((parameter) => known.refusedParameters.has(parameter))
      const request = isPlain
        ? toRequest(withoutTools, model, extra, known, undefined, onText !== undefined)
        : toRequest(prompt, model, extra, known, followUp, onText !== undefined)
      const onContent = onText && toOnContent(onText, model, known)
      try {
        const answer = await post(clientFor(baseUrl), request, deadlineAt, { onContent })
        if (beganUnmarked(answer)) known.thinksUnmarked = true
        quirks.rememberBaseUrl(endpoint, baseUrl)
        return asObject(answer) ?? {}
      } catch (thrown) {
        const refusal = refusalIn(thrown)
        const error = toFailure(thrown, refusal, hasPictures(prompt))
        if (!refusal) throw error
        if (error.failure === 'pictures-unsupported') learnNoPictures(known, refusal)
        const next = error.failure === 'address-wrong' ? other : baseUrl
        const isDifferent = next !== baseUrl || learn(known, refusal, request)
        if (next === undefined || !isDifferent || further === 0) throw error
        if (next !== baseUrl) other = undefined
        baseUrl = next
      }
    }
  }

  return {
    async ask(prompt, model, deadlineAt, options = {}) {
      const toolset = endpoint && toToolset(options, endpoint, model)
      if (!toolset) return toCompletion(await send(prompt, model, deadlineAt, options), model)
      return askWithTools(
        toolset,
        (followUp) => send(prompt, model, deadlineAt, options, followUp),
        model,
        deadlineAt,
      )
    },

    searchesItself: builtIn !== undefined,

    takesTools(model) {
      if (!endpoint) return true
      const { refusedParameters } = quirks.of(quirks.baseUrl(endpoint), model)
      return !refusedParameters.has(builtIn?.parameter ?? 'tools')
    },

    async draw(words, model, deadlineAt) {
      if (!key) throw new AnswerError('key-missing')
      if (!endpoint) throw new AnswerError('unreachable', 'no address')
      const options = { path: '/images/generations', maxRetries: MAX_DRAWING_RETRIES }
      const drawAt = async (baseUrl: string): Promise<Drawing> => {
        try {
          const drawing = toDrawing(
            await post(clientFor(baseUrl), { model, prompt: words }, deadlineAt, options),
          )
          quirks.rememberBaseUrl(endpoint, baseUrl)
          return drawing
        } catch (thrown) {
          throw toFailure(thrown, refusalIn(thrown), false)
        }
      }
      const baseUrl = quirks.baseUrl(endpoint)
      const other = otherAddress(endpoint, baseUrl)
      return drawAt(baseUrl).catch((error: AnswerError) => {
        if (error.failure !== 'address-wrong' || !other) throw error
        return drawAt(other)
      })
    },

    takesPictures: (model) => !endpoint || !quirks.of(quirks.baseUrl(endpoint), model).noPictures,

    async shutdownOf(model, deadlineAt) {
      if (!endpoint || !key) return undefined
      const baseUrl = quirks.baseUrl(endpoint)
      const timeout = Math.max(1, Math.ceil(deadlineAt - now()))
      const path = `/models/${encodeURIComponent(model)}`
      const described = await clientFor(baseUrl)
        .get(path, { timeout, maxRetries: 0 })
        .catch(() => undefined)
      return shutdownIn(described) ?? knownShutdown(model, baseUrl)
    },
  }
}

/** What to try when an address turns out to be no API. */
function otherAddress(endpoint: ModelEndpoint, baseUrl: string): string | undefined {
  return baseUrl === endpoint.baseUrl ? endpoint.alternative : endpoint.baseUrl
}

type OnContent = (content: string, hasReasoned: boolean) => void

function toOnContent(onText: (textSoFar: string) => void, model: string, known: Quirks): OnContent {
  const mayThink = known.thinksUnmarked || isThinkingModel(model)
  return (content, hasReasoned) => {
    const text = toTextSoFar(content, mayThink && !hasReasoned)
    if (text) onText(text)
  }
}

interface PostOptions {
  path?: string
  maxRetries?: number
  onContent?: OnContent
}

async function post(
  client: OpenAI,
  body: object,
  deadlineAt: number,
  { path = '/chat/completions', onContent, ...options }: PostOptions = {},
): Promise<unknown> {
  // Whole milliseconds: the package takes no others, and times of arrival have fractions.
  const timeout = Math.ceil(deadlineAt - now())
  if (timeout <= 0) throw new AnswerError('timeout', 'no time left')
  // The package starts its own time-out anew with every retry; this one covers them all. `post` and not
  // `completions.create`: event streams are joined by `modelFetch`.
  return abortAfter(
    timeout,
    (signal) => client.post(path, { body, signal, timeout, ...options, ...toFetchOptions(onContent) }),
    () => new AnswerError('timeout', 'deadline'),
  )
}

/** The package passes these on to `modelFetch`, though its types do not know them. */
function toFetchOptions(onContent?: OnContent): object {
  return onContent ? { fetchOptions: { onContent } } : {}
}

function createClient(settings: ChatSettings, baseURL: string): OpenAI {
  const { key: apiKey = '', endpoint, maxRetries = MAX_RETRIES, onTooMany } = settings
  const { default: OpenAI } = loadPackage()
  return new OpenAI({
    apiKey,
    baseURL,
    maxRetries,
    defaultQuery: endpoint?.query,
    ...(endpoint?.usesApiKeyHeader ? { defaultHeaders: { 'api-key': apiKey, authorization: null } } : {}),
    fetch: reportTooMany(onTooMany) as unknown as typeof fetch,
    // Without these the package reads OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_LOG by itself.
    organization: null,
    project: null,
    logLevel: 'off',
  })
}

function reportTooMany(onTooMany?: () => void): typeof modelFetch {
  return async (...given) => {
    const response = await modelFetch(...given)
    // A quota that is used up is a 429, too, but does not pass.
    if (response.status === 429 && response.headers.get('x-should-retry') !== 'false') onTooMany?.()
    return response
  }
}

function loadPackage(): typeof import('openai') {
  try {
    return require('openai')
  } catch (error) {
    // On Laf it is added by hand; everything else works without it.
    throw new AnswerError('package-missing', describe(error))
  }
}

/** The service's refusal, as `modelFetch` put it into the response. */
function refusalIn(error: unknown): ServiceError | undefined {
  const refusal = (error as { error?: Partial<ServiceError> } | undefined)?.error
  return typeof refusal?.status === 'number' ? (refusal as ServiceError) : undefined
}

function toFailure(error: unknown, refusal: ServiceError | undefined, withPictures: boolean): AnswerError {
  if (hasName(error, 'AnswerError')) return error as AnswerError
  if (refusal) {
    const evidence = toEvidence(refusal.status, ...refusal.code.split(' '))
    return new AnswerError(toAnswerFailure(refusal, withPictures), evidence)
  }
  // The package's errors all have the name "Error"; the name of the class tells them apart.
  const className = (error as { constructor?: { name?: string } } | undefined)?.constructor?.name ?? ''
  if (/Timeout|Abort/.test(className)) return new AnswerError('timeout', describe(error))
  if (/Connection/.test(className)) return new AnswerError('unreachable', describe(error))
  return new AnswerError('model-failed', describe(error))
}
