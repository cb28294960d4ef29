/**
 * Asks a model, through the official `openai` package and any service that speaks its protocol.
 *
 * One deadline covers everything: the package's retries, and the further calls after the service refused something that
 * the bot can do without. Every failure is an `AnswerError`; no text of the service leaves this folder.
 */
import type OpenAI from 'openai'
import type { Completion, PromptMessage, Tool } from '../bot/model'
import { now } from '../clock'
import { AnswerError } from '../errors'
import { asObject } from '../untrusted'
import { builtInSearch } from './built-in-search'
import { type ClientSettings, createClient, type OnContent, post, refusalIn, toFailure } from './client'
import { beganUnmarked, isThinkingModel, toCompletion, toTextSoFar } from './completion'
import { type Drawing, toDrawing } from './drawing'
import type { ModelEndpoint } from './endpoint'
import { knownShutdown, shutdownIn } from './models'
import { learn, learnNoPictures, type QuirkStore, type Quirks } from './quirks'
import { hasPictures, toRequest } from './request'
import { askWithTools, type FollowUp, toToolset } from './tools'

interface ChatSettings extends ClientSettings {
  /** The owner's own parameters. */
  extra: Record<string, unknown>
  quirks: QuirkStore
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

function toOnContent(onText: (textSoFar: string) => void, model: string, known: Quirks): OnContent {
  const mayThink = known.thinksUnmarked || isThinkingModel(model)
  return (content, hasReasoned) => {
    const text = toTextSoFar(content, mayThink && !hasReasoned)
    if (text) onText(text)
  }
}
