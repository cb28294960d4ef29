import type { Clock } from '../../clock'
import { answerDemo } from '../demo/demo'
import { type Faults, triggerEffects } from '../faults'
import { type RequestSummary, summarizeRequest } from '../prompt/request-summary'
import type { ChatCompletion, ChatRequest, ErrorResponse, Reply, ScriptedAnswer } from '../protocol'
import { buildCompletion, toChunks } from './completion'
import type { Delays } from './delays'
import { applyEffects } from './effects'
import { errorResponses } from './error-responses'
import { type Exchange, sendBody, sendError, sendHalf, sendJson, sendStream } from './exchange'
import { NOT_JSON, readChatRequest } from './request'

/** POST /v1/chat/completions: applies the faults, checks the request, answers. */
export interface Chat {
  handle(exchange: Exchange): Promise<void>
  /** Sets the answer to every request; undefined restores the demo's. */
  answer(scripted?: ScriptedAnswer): void
  /** Restores the demo's answers. */
  reset(): void
}

/** What the chat route needs; `contextTokens` is the longest prompt that it accepts. */
export interface ChatOptions {
  clock: Clock
  models: string[]
  faults: Faults
  delays: Delays
  contextTokens: number
}

/** Creates the chat route. */
export function createChat(options: ChatOptions): Chat {
  const { clock, faults, delays } = options
  let scripted: ScriptedAnswer | undefined

  return {
    async handle(exchange) {
      const effects = triggerEffects(faults)
      if ((await applyEffects(exchange, effects, delays)) === 'ended') return
      const checked = check(exchange.body, options)
      if ('error' in checked) return sendError(exchange, checked.error)
      const { request, summary } = checked
      const effect = effects.at(-1)
      const dialect = effect?.kind === 'dialect' ? effect.dialect : undefined
      const refusal = dialect?.refuse?.(request, summary.promptTokens)
      if (refusal) return sendBody(exchange, refusal)
      const written = effect?.kind === 'reply' ? effect : await writeReply(request, summary, scripted)
      if ('error' in written) return sendError(exchange, written.error)
      // The reply of a fault ignores the request's limit: 1 MB has to be 1 MB.
      const limits = effect?.kind === 'reply' ? { max_tokens: null, max_completion_tokens: null } : {}
      const completion = buildCompletion({ ...request, ...limits }, written.reply, summary.promptTokens, {
        id: `chatcmpl-demo${String(exchange.call.id).padStart(24, '0')}`,
        created: Math.floor(clock.now() / 1000),
      })
      const sent = effect?.kind === 'alter' ? effect.alter(completion, request) : completion
      if (dialect?.send) return sendBody(exchange, dialect.send(sent))
      await send(exchange, request, sent, effect?.kind === 'cut')
    },
    answer(next) {
      scripted = next
    },
    reset() {
      scripted = undefined
    },
  }
}

type Checked = { request: ChatRequest; summary: RequestSummary } | { error: ErrorResponse }

function check(body: unknown, { models, contextTokens }: ChatOptions): Checked {
  if (typeof body === 'string') return { error: errorResponses.badRequest(NOT_JSON) }
  const read = readChatRequest(body)
  if ('error' in read) return read
  const { request } = read
  if (!models.includes(request.model)) return { error: errorResponses.modelNotFound(request.model) }
  const summarized = summarizeRequest(request)
  if ('error' in summarized) return summarized
  const { promptTokens } = summarized.summary
  if (promptTokens > contextTokens)
    return { error: errorResponses.contextLength(contextTokens, promptTokens) }
  return { request, summary: summarized.summary }
}

async function writeReply(
  request: ChatRequest,
  summary: RequestSummary,
  scripted: ScriptedAnswer | undefined,
): Promise<{ reply: Reply } | { error: ErrorResponse }> {
  try {
    const answer = typeof scripted === 'function' ? await scripted(request) : scripted
    if (answer === undefined) return { reply: answerDemo(summary) }
    return { reply: typeof answer === 'string' ? { content: answer } : answer }
  } catch (error) {
    return { error: errorResponses.scriptFailed(error) }
  }
}

async function send(exchange: Exchange, request: ChatRequest, completion: ChatCompletion, isCut: boolean) {
  const includeUsage = request.stream_options?.include_usage === true
  const chunks = request.stream ? toChunks(completion, includeUsage) : undefined
  if (isCut) sendHalf(exchange, completion, chunks)
  else if (chunks) await sendStream(exchange, chunks, completion)
  else sendJson(exchange, 200, completion)
}
