/**
 * A prompt becomes an answer, through the official `openai` package and any service that speaks its protocol.
 *
 * One deadline bounds everything, the package's retries included; `Retry-After` is the package's to respect.
 * What went wrong is an `AnswerError`; nothing of the upstream's text leaves this file.
 */
import type OpenAI from 'openai'
import { abortAfter } from '../deadline'
import { AnswerError, type AnswerFailure, describe } from '../errors'
import { createFetch } from './fetch'

export interface PromptMessage {
  role: 'system' | 'user' | 'assistant'
  content: string | ({ text: string } | { pictureUrl: string })[]
}

export interface Completion {
  text: string
  /** The model that answered, by its own word. */
  model: string
  usage?: { prompt: number; completion: number }
  /** The answer stopped at the model's limit, not at its end. */
  cutOff: boolean
}

export type Chat = ReturnType<typeof createChat>

/** Retries of the package: after 429, 408, 409, 5xx and lost connections, with its own back-off. */
const MAX_RETRIES = 4
/** No phone shows more; a model that never stops must not fill the memory. */
const MAX_ANSWER_CHARACTERS = 60_000

/**
 * One client for the process, made at the first question.
 * @param settings `maxRetries`: how often the package tries again by itself
 */
export function createChat(settings: { key?: string; baseUrl?: string; maxRetries?: number }) {
  let client: OpenAI | undefined

  /**
   * Asks the model.
   * @param deadlineAt when to give up, in ms since the epoch
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
    // Whole milliseconds: the package takes no others, and moments of arrival have fractions.
    const remainingMs = Math.ceil(deadlineAt - Date.now())
    if (remainingMs <= 0) throw new AnswerError('timeout', 'no time left')
    client ??= createClient(key, baseUrl, maxRetries)

    const { completions } = client.chat
    const request = { model, messages: messages.map(toMessage) }
    try {
      // The package counts its deadline anew with every retry; this one covers them all.
      const answer = await abortAfter(
        remainingMs,
        (signal) => completions.create(request, { signal, timeout: remainingMs }),
        () => new AnswerError('timeout', 'deadline'),
      )
      return toCompletion(answer, model)
    } catch (error) {
      throw toFailure(error, messages)
    }
  }
}

function createClient(apiKey: string, baseURL: string, maxRetries: number): OpenAI {
  const { default: OpenAI } = loadPackage()
  // Without these the package reads OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_LOG by itself.
  return new OpenAI({
    apiKey,
    baseURL,
    maxRetries,
    fetch: createFetch(isSpent) as unknown as typeof fetch,
    organization: null,
    project: null,
    logLevel: 'off',
  })
}

/** Loaded at the first question, so that a callback is acknowledged before the package is there. */
function loadPackage(): typeof import('openai') {
  try {
    return require('openai')
  } catch (error) {
    // On Laf the owner adds it by hand; without it everything else works.
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

/** An upstream's answer is as untrusted as a stranger's: every field is looked at before it is used. */
function toCompletion(answer: unknown, model: string): Completion {
  const { choices, usage, model: named } = (answer ?? {}) as Partial<OpenAI.ChatCompletion>
  const choice = Array.isArray(choices) ? choices[0] : undefined
  if (!choice) throw new AnswerError('model-failed', 'no choices in the answer')
  if (choice.finish_reason === 'content_filter' || choice.message?.refusal)
    throw new AnswerError('model-declined')

  const whole = withoutThinking(toText(choice.message?.content)).trim()
  if (!whole) throw new AnswerError('model-empty', String(choice.finish_reason).slice(0, 40))
  return {
    // Half an emoji at the cut would arrive as garbage.
    text: whole.slice(0, MAX_ANSWER_CHARACTERS).replace(/[\uD800-\uDBFF]$/, ''),
    model: typeof named === 'string' && named ? named.slice(0, 120) : model,
    cutOff: choice.finish_reason === 'length' || whole.length > MAX_ANSWER_CHARACTERS,
    ...(usage
      ? { usage: { prompt: toCount(usage.prompt_tokens), completion: toCount(usage.completion_tokens) } }
      : {}),
  }
}

/** Some services send the content as a list of parts. */
function toText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part) => (typeof part?.text === 'string' ? part.text : '')).join('')
}

/**
 * Reasoning models think aloud before they answer, in `<think>…</think>`; some services cut the opening tag
 * off. A thought that never closes means that the answer never came. Tags anywhere else are the answer's own.
 */
function withoutThinking(text: string): string {
  const opened = /^\s*<think(ing)?>/i.test(text)
  const closed = (opened ? /<\/think(ing)?>/i : /^[ \t]*<\/think(ing)?>[ \t]*$/im).exec(text)
  if (!closed) return opened ? '' : text
  const hasOwnOpening = !opened && /<think(ing)?>/i.test(text.slice(0, closed.index))
  return hasOwnOpening ? text : text.slice(closed.index + closed[0].length)
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0
}

function toFailure(error: unknown, messages: PromptMessage[]): AnswerError {
  const { name, status, code, type } = (error ?? {}) as Record<string, unknown>
  if (name === 'AnswerError') return error as AnswerError
  const withPictures = messages.some(({ content }) => typeof content !== 'string')
  return new AnswerError(
    meaning(String(code ?? type ?? ''), Number(status), error, withPictures),
    describe(error),
  )
}

const QUOTA = /insufficient_quota|billing|insufficient_balance|arrearage/i

/** An account without money comes as 429 as well, and asking again does not fill it. */
function isSpent(status: number, text: string): boolean {
  if (status !== 429) return false
  try {
    const { code, type } = JSON.parse(text).error
    return QUOTA.test(String(code ?? type ?? ''))
  } catch {
    return false
  }
}

function meaning(code: string, status: number, error: unknown, withPictures: boolean): AnswerFailure {
  if (QUOTA.test(code) || status === 402) return 'model-quota'
  if (/context_length|string_above_max_length/i.test(code) || status === 413) return 'too-long'
  if (/content_(filter|policy)|data_inspection/i.test(code)) return 'model-declined'
  if (status === 401 || status === 403) return 'key-refused'
  if (status === 404) return 'model-unknown'
  if (status === 429) return 'rate-limited'
  if (withPictures && (status === 400 || status === 415 || status === 422)) return 'pictures-unsupported'
  if (status >= 400) return 'model-failed'
  // The package's errors carry no `code`; `name` is "Error", so the class name tells.
  const kind = (error as { constructor?: { name?: string } })?.constructor?.name ?? ''
  if (/Timeout|Abort/.test(kind)) return 'timeout'
  if (/Connection/.test(kind)) return 'unreachable'
  return 'model-failed'
}
