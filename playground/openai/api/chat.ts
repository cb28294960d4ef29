import type { Clock } from '../../clock'
import { answerDemo } from '../demo/demo'
import type { Effect } from '../faults/table'
import type { RequestSummary } from '../prompt/request-summary'
import { summarizeRequest } from '../prompt/request-summary'
import type { ChatCompletion, ChatRequest, ErrorResponse, Reply, ScriptedAnswer } from '../protocol'
import { buildCompletion, toChunks } from './completion'
import { errorResponses } from './error-responses'
import type { Exchange } from './exchange'
import { drop, sendBody, sendHalf, sendJson, sendRefusal, sendStream } from './exchange'
import { NOT_JSON, readChatRequest } from './request'

/** POST /v1/chat/completions: plays the faults, checks the request, answers. */
export interface Chat {
  handle(exchange: Exchange): Promise<void>
  answer(scripted?: ScriptedAnswer): void
  /** back to the demo's answers; whoever waits is dropped */
  reset(): void
}

export interface ChatOptions {
  clock: Clock
  models: string[]
  faults: { take(): Effect[] }
  contextTokens: number
}

/** Creates the chat route. */
export function createChat({ clock, models, faults, contextTokens }: ChatOptions): Chat {
  let scripted: ScriptedAnswer | undefined
  const waiting = new Set<Exchange>()

  async function play(exchange: Exchange, effects: Effect[]): Promise<'decided' | 'go on'> {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'delay':
          if (!(await wait(exchange, effect.ms))) return 'decided'
          break
        case 'silence':
          void wait(exchange, undefined)
          return 'decided'
        case 'reset':
          drop(exchange)
          return 'decided'
        case 'refuse':
          sendRefusal(exchange, effect.refuse(modelOf(exchange.body)))
          return 'decided'
        case 'body':
          sendBody(exchange, effect.contentType, effect.body)
          return 'decided'
        case 'cut':
        case 'say':
        case 'alter':
          break // these need an answer first
        default:
          effect satisfies never
      }
    }
    return 'go on'
  }

  /** True when the time has passed and the client is still there; without a time: until somebody hangs up. */
  function wait(exchange: Exchange, delayMs: number | undefined): Promise<boolean> {
    if (exchange.response.closed) return Promise.resolve(false)
    waiting.add(exchange)
    return new Promise((resolve) => {
      const finish = (stillThere: boolean) => {
        waiting.delete(exchange)
        resolve(stillThere)
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
  ): { request: ChatRequest; sight: RequestSummary } | { refusal: ErrorResponse } {
    if (typeof body === 'string') return { refusal: errorResponses.badRequest(NOT_JSON) }
    const read = readChatRequest(body)
    if ('refusal' in read) return read
    const { request } = read
    if (!models.includes(request.model)) return { refusal: errorResponses.modelNotFound(request.model) }
    const seen = summarizeRequest(request)
    if ('refusal' in seen) return seen
    const { promptTokens } = seen.sight
    if (promptTokens > contextTokens)
      return { refusal: errorResponses.contextLength(contextTokens, promptTokens) }
    return { request, sight: seen.sight }
  }

  async function write(
    request: ChatRequest,
    sight: RequestSummary,
  ): Promise<{ reply: Reply } | { refusal: ErrorResponse }> {
    try {
      const answer = typeof scripted === 'function' ? await scripted(request) : scripted
      if (answer === undefined) return { reply: answerDemo(sight) }
      return { reply: typeof answer === 'string' ? { content: answer } : answer }
    } catch (error) {
      return { refusal: errorResponses.badScript(error) }
    }
  }

  return {
    async handle(exchange) {
      const effects = faults.take()
      if ((await play(exchange, effects)) === 'decided') return
      const checked = check(exchange.body)
      if ('refusal' in checked) return sendRefusal(exchange, checked.refusal)
      const { request, sight } = checked
      const last = effects.at(-1)
      const written = last?.kind === 'say' ? last : await write(request, sight)
      if ('refusal' in written) return sendRefusal(exchange, written.refusal)
      // A fault's answer ignores the request's limit: "1 MB" must be 1 MB.
      const limits = last?.kind === 'say' ? { max_tokens: null, max_completion_tokens: null } : {}
      const completion = buildCompletion({ ...request, ...limits }, written.reply, sight.promptTokens, {
        id: `chatcmpl-demo${String(exchange.call.id).padStart(24, '0')}`,
        created: Math.floor(clock.now() / 1000),
      })
      send(exchange, request, last?.kind === 'alter' ? last.alter(completion) : completion, last)
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

function send(exchange: Exchange, request: ChatRequest, completion: ChatCompletion, last?: Effect) {
  const includeUsage = request.stream_options?.include_usage === true
  const chunks = request.stream ? toChunks(completion, includeUsage) : undefined
  if (last?.kind === 'cut') sendHalf(exchange, completion, chunks)
  else if (chunks) sendStream(exchange, chunks, completion)
  else sendJson(exchange, 200, completion)
}

function modelOf(body: unknown): string {
  const model = (body as { model?: unknown } | undefined)?.model
  return typeof model === 'string' ? model : '?'
}
