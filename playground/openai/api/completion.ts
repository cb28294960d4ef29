import { estimateTokens } from '../../../functions/bot/estimate-tokens'
import type { ChatCompletion, ChatCompletionChunk, ChatRequest, Reply, Usage } from '../protocol'

/** Where a completion came from: what the real service stamps on each. */
export interface Stamp {
  id: string
  /** Unix seconds */
  created: number
}

/** Wraps a reply into the real service's response; an answer longer than the request allows ends with `length`. */
export function buildCompletion(
  request: ChatRequest,
  reply: Reply,
  promptTokens: number,
  stamp: Stamp,
): ChatCompletion {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY
  const reasoningTokens = reply.reasoning_content ? estimateTokens(reply.reasoning_content) : 0
  const content = reply.content === null ? null : cutToTokens(reply.content, limit - reasoningTokens)
  const wasCut = content !== reply.content
  const message = { role: 'assistant' as const, content, refusal: reply.refusal ?? null, annotations: [] }
  // DeepSeek's field, which OpenAI's type does not have
  const thoughts = reply.reasoning_content ? { reasoning_content: reply.reasoning_content } : {}
  return {
    id: stamp.id,
    object: 'chat.completion',
    created: stamp.created,
    model: request.model,
    choices: [
      {
        index: 0,
        message: { ...message, ...thoughts },
        logprobs: null,
        finish_reason: wasCut ? 'length' : (reply.finish_reason ?? 'stop'),
      },
    ],
    usage: { ...countUsage(promptTokens, reasoningTokens, content ?? reply.refusal ?? ''), ...reply.usage },
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  }
}

/** The same completion as the real service streams it: role, pieces, finish reason, usage when it was asked for. */
export function toChunks(completion: ChatCompletion, includeUsage: boolean): ChatCompletionChunk[] {
  const { id, created, model, usage } = completion
  const chunk = (choices: ChatCompletionChunk['choices']): ChatCompletionChunk => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
    choices,
    ...(includeUsage ? { usage: null } : {}),
  })
  const chunks = completion.choices.flatMap(({ index, message, finish_reason }) => {
    const delta = (delta: object) => chunk([{ index, delta, logprobs: null, finish_reason: null }])
    const thinking = (message as { reasoning_content?: string }).reasoning_content ?? ''
    return [
      delta({ role: 'assistant', content: '', refusal: null }),
      ...pieces(thinking).map((reasoning_content) => delta({ content: null, reasoning_content })),
      ...pieces(message.content ?? '').map((content) => delta({ content })),
      ...pieces(message.refusal ?? '').map((refusal) => delta({ refusal })),
      chunk([{ index, delta: {}, logprobs: null, finish_reason }]),
    ]
  })
  return includeUsage ? [...chunks, { ...chunk([]), usage }] : chunks
}

const FINGERPRINT = 'fp_demo'
/** A piece is about what a real model sends; long answers come in larger ones so that 1 MB stays a few chunks. */
const PIECE_CHARACTERS = 12
const MAX_PIECES = 500

function pieces(text: string): string[] {
  const characters = [...text]
  const size = Math.max(PIECE_CHARACTERS, Math.ceil(characters.length / MAX_PIECES))
  const parts: string[] = []
  for (let at = 0; at < characters.length; at += size) parts.push(characters.slice(at, at + size).join(''))
  return parts
}

function countUsage(promptTokens: number, reasoningTokens: number, text: string): Usage {
  const completionTokens = estimateTokens(text) + reasoningTokens
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

/** The longest beginning of a text that costs no more than `limit` tokens; no character is cut in half. */
function cutToTokens(text: string, limit: number): string {
  if (estimateTokens(text) <= limit) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (estimateTokens(text.slice(0, middle)) <= limit) low = middle
    else high = middle - 1
  }
  const cut = text.slice(0, low)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}
