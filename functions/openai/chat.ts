/**
 * Asks a model, through the official `openai` package and any service that is compatible with it.
 *
 * One deadline covers the whole call with the package's retries, which respect `Retry-After`.
 */
import type OpenAI from 'openai'
import type { Completion, PromptMessage } from '../bot/model'
import { abortAfter } from '../deadline'
import { AnswerError, describe } from '../errors'
import { toCompletion } from './completion'
import { isOutOfCredit, toModelError } from './failures'
import { createFetch } from './fetch'

export type Chat = ReturnType<typeof createChat>

/** The package retries after 408, 409, 429, 5xx and connection errors, with exponential back-off. */
const MAX_RETRIES = 4

/**
 * A function that asks a model. Its client is made at the first call and then kept.
 * @param settings `maxRetries`: of the package, after a failed attempt
 */
export function createChat(settings: { key?: string; baseUrl?: string; maxRetries?: number }) {
  let client: OpenAI | undefined

  /**
   * @param deadlineAt when the call is aborted, in ms since the epoch
   * @throws AnswerError
   */
  return async function ask(
    messages: PromptMessage[],
    model: string,
    deadlineAt: number,
  ): Promise<Completion> {
    const { key, baseUrl, maxRetries = MAX_RETRIES } = settings
    if (!key) throw new AnswerError('key-missing')
    if (!baseUrl) throw new AnswerError('unreachable', 'no address')
    // The package takes whole milliseconds only; `deadlineAt` may have a fraction.
    const remainingMs = Math.ceil(deadlineAt - Date.now())
    if (remainingMs <= 0) throw new AnswerError('timeout', 'no time left')
    client ??= createClient(key, baseUrl, maxRetries)

    const { completions } = client.chat
    const request = { model, messages: messages.map(toMessage) }
    try {
      // The package's own `timeout` begins again with each retry.
      const body = await abortAfter(
        remainingMs,
        (signal) => completions.create(request, { signal, timeout: remainingMs }),
        () => new AnswerError('timeout', 'deadline'),
      )
      return toCompletion(body, model)
    } catch (error) {
      const withPictures = messages.some(({ content }) => typeof content !== 'string')
      throw toModelError(error, withPictures)
    }
  }
}

function createClient(apiKey: string, baseURL: string, maxRetries: number): OpenAI {
  const { default: OpenAI } = loadPackage()
  // The last three keep the package from reading OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_LOG.
  return new OpenAI({
    apiKey,
    baseURL,
    maxRetries,
    fetch: createFetch(isOutOfCredit),
    organization: null,
    project: null,
    logLevel: 'off',
  })
}

/** Loaded at the first call, so that the first callback is acknowledged before the package is there. */
function loadPackage(): typeof import('openai') {
  try {
    return require('openai')
  } catch (error) {
    // On Laf the owner adds the package by hand.
    throw new AnswerError('package-missing', describe(error))
  }
}

function toMessage({ role, content }: PromptMessage): OpenAI.ChatCompletionMessageParam {
  if (typeof content === 'string') return { role, content }
  const parts = content.map((part) =>
    'text' in part
      ? { type: 'text' as const, text: part.text }
      : { type: 'image_url' as const, image_url: { url: part.pictureUrl } },
  )
  return { role: 'user', content: parts }
}
