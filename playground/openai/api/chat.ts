import type { Clock } from '../../clock'
import { answerDemo } from '../demo/demo'
import { type Effect, type Faults, triggerEffects } from '../faults'
import { type RequestSummary, summarizeRequest } from '../prompt/request-summary'
import type { ChatCompletion, ChatRequest, ErrorResponse, Reply, ScriptedAnswer } from '../protocol'
import { buildCompletion, toChunks } from './completion'
import { errorResponses } from './error-responses'
import { drop, type Exchange, sendBody, sendError, sendHalf, sendJson, sendStream } from './exchange'
import { NOT_JSON, readChatRequest } from './request'

/** POST /v1/chat/completions: applies the faults, checks the request, answers. */
export interface Chat {
  handle(exchange: Exchange): Promise<void>
  /** Sets the answer to every request; undefined restores the demo's. */
  answer(scripted?: ScriptedAnswer): void
  /** Restores the demo's answers and closes the connections that wait for a response. */
  reset(): void
}

export interface ChatOptions {
  clock: Clock
  models: string[]
  faults: Faults
  /** Longer prompts are refused. */
  contextTokens: number
}

/** Creates the chat route. */
export function createChat({ clock, models, faults, contextTokens }: ChatOptions): Chat {
  let scripted: ScriptedAnswer | undefined
  const waiting = new Set<Exchange>()

  /** Applies the effects that need no answer; `ended` when one of them decided the call. */
  async function applyEffects(exchange: Exchange, effects: Effect[]): Promise<'ended' | 'go on'> {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'delay':
          if (!(await wait(exchange, effect.ms))) return 'ended'
          break
        case 'silence':
          void wait(exchange, undefined)
          return 'ended'
        case 'reset':
          drop(exchange)
          return 'ended'
        case 'error':
          sendError(exchange, effect.error(modelOf(exchange.body)))
          return 'ended'
        case 'body':
          sendBody(exchange, effect.contentType, effect.body)
          return 'ended'
        case 'cut':
        case 'reply':
        case 'alter':
          break
        default:
          effect satisfies never
      }
    }
    return 'go on'
  }

  /** Waits `delayMs`, or without end if undefined. Resolves with false as soon as the client disconnects. */
  function wait(exchange: Exchange, delayMs: number | undefined): Promise<boolean> {
    if (exchange.response.closed) return Promise.resolve(false)
    waiting.add(exchange)
    return new Promise((resolve) => {
      const finish = (isConnected: boolean) => {
        waiting.delete(exchange)
        resolve(isConnected)
      }
      const timer = delayMs === undefined ? undefined : clock.setTimeout(() => finish(true), delayMs)
      exchange.response.once('close', () => {
        clock.clearTimeout(timer)
        finish(false)
      })
    })
  }

  function check(
    body: unknown,
  ): { request: ChatRequest; summary: RequestSummary } | { error: ErrorResponse } {
    if (typeof body === 'string') return { error: errorResponses.badRequest(NOT_JSON) }
    const read = readChatRequest(body)
    if ('error' in read) return read
    const { request } = read
    if (!models.includes(request.model)) return { error: errorResponses.modelNotFound(request.model) }
    const summarized = summarizeRequest(request)
    if ('error' in summarized) return summarized
    const { promptTokens } = summarized.summary
    if (promptTokens > contextTokens) {
      return { error: errorResponses.contextLength(contextTokens, promptTokens) }
    }
    return { request, summary: summarized.summary }
  }

  async function write(
    request: ChatRequest,
    summary: RequestSummary,
  ): Promise<{ reply: Reply } | { error: ErrorResponse }> {
    try {
      const answer = typeof scripted === 'function' ? await scripted(request) : scripted
      if (answer === undefined) return { reply: answerDemo(summary) }
      return { reply: typeof answer === 'string' ? { content: answer } : answer }
    } catch (error) {
      return { error: errorResponses.scriptFailed(error) }
    }
  }

  return {
    async handle(exchange) {
      const effects = triggerEffects(faults)
      if ((await applyEffects(exchange, effects)) === 'ended') return
      const checked = check(exchange.body)
      if ('error' in checked) return sendError(exchange, checked.error)
      const { request, summary } = checked
      const effect = effects.at(-1)
      const written = effect?.kind === 'reply' ? effect : await write(request, summary)
      if ('error' in written) return sendError(exchange, written.error)
      // The reply of a fault ignores the request's limit: 1 MB has to be 1 MB.
      const limits = effect?.kind === 'reply' ? { max_tokens: null, max_completion_tokens: null } : {}
      const completion = buildCompletion({ ...request, ...limits }, written.reply, summary.promptTokens, {
        id: `chatcmpl-demo${String(exchange.call.id).padStart(24, '0')}`,
        created: Math.floor(clock.now() / 1000),
      })
      const sent = effect?.kind === 'alter' ? effect.alter(completion) : completion
      send(exchange, request, sent, effect?.kind === 'cut')
    },
    answer(next) {
      scripted = next
    },
    reset() {
      scripted = undefined
      for (const exchange of waiting) exchange.response.destroy()
    },
  }
}

function send(exchange: Exchange, request: ChatRequest, completion: ChatCompletion, isCut: boolean) {
  const includeUsage = request.stream_options?.include_usage === true
  const chunks = request.stream ? toChunks(completion, includeUsage) : undefined
  if (isCut) sendHalf(exchange, completion, chunks)
  else if (chunks) sendStream(exchange, chunks, completion)
  else sendJson(exchange, 200, completion)
}

function modelOf(body: unknown): string {
  const model = (body as { model?: unknown } | undefined)?.model
  return typeof model === 'string' ? model : '?'
}
