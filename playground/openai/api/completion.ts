import { estimateTokens } from '../../../functions/bot/estimate-tokens'
import type { ChatCompletion, ChatCompletionChunk, ChatRequest, Reply, Usage } from '../protocol'

type ToolCall = NonNullable<Reply['tool_calls']>[number]

/** Wraps a reply in the real service's response; an answer longer than the request's limit is cut and ends with `length`. */
export function buildCompletion(
  request: ChatRequest,
  reply: Reply,
  promptTokens: number,
  { id, created }: Pick<ChatCompletion, 'id' | 'created'>,
): ChatCompletion {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY
  const reasoningTokens = reply.reasoning_content ? estimateTokens(reply.reasoning_content) : 0
  const content = reply.content === null ? null : cutToTokens(reply.content, limit - reasoningTokens)
  const wasCut = content !== reply.content
  const message = { role: 'assistant' as const, content, refusal: reply.refusal ?? null, annotations: [] }
  // DeepSeek's field; OpenAI's type does not have it.
  const reasoning = reply.reasoning_content ? { reasoning_content: reply.reasoning_content } : {}
  const calls = reply.tool_calls ? { tool_calls: reply.tool_calls.map((call, n) => toCall(call, n, id)) } : {}
  const finish = reply.finish_reason ?? (reply.tool_calls ? 'tool_calls' : 'stop')
  return {
    id,
    object: 'chat.completion',
    created,
    model: request.model,
    choices: [
      {
        index: 0,
        message: { ...message, ...reasoning, ...calls },
        logprobs: null,
        finish_reason: wasCut ? 'length' : finish,
      },
    ],
    usage: { ...countUsage(promptTokens, reasoningTokens, content ?? reply.refusal ?? ''), ...reply.usage },
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
    ...reply.fields,
  }
}

/** The chunks in which the real service streams a completion: role, pieces, finish reason, and usage if requested. */
export function toChunks(completion: ChatCompletion, includeUsage: boolean): ChatCompletionChunk[] {
  const { id, created, model, usage, web_search, search_info } = completion
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
    const reasoning = (message as { reasoning_content?: string }).reasoning_content ?? ''
    return [
      delta({ role: 'assistant', content: '', refusal: null }),
      ...pieces(reasoning).map((reasoning_content) => delta({ content: null, reasoning_content })),
      ...pieces(message.content ?? '').map((content) => delta({ content })),
      ...pieces(message.refusal ?? '').map((refusal) => delta({ refusal })),
      ...callPieces(message.tool_calls ?? []).map((call) => delta({ tool_calls: [call] })),
      chunk([{ index, delta: {}, logprobs: null, finish_reason }]),
    ]
  })
  // Zhipu and Qwen name the sources in one of the chunks.
  const last = chunks.at(-1)
  if (last) Object.assign(last, { ...(web_search && { web_search }), ...(search_info && { search_info }) })
  return includeUsage ? [...chunks, { ...chunk([]), usage }] : chunks
}

type Call = NonNullable<ChatCompletion['choices'][number]['message']['tool_calls']>[number]

function toCall({ name, arguments: text, type = 'function' }: ToolCall, n: number, id: string): Call {
  const call = { id: `call_${id.slice(-8)}${n}`, type, function: { name, arguments: text } }
  return call as Call
}

/** A call in the pieces of a stream: first its name, then its arguments. */
function callPieces(calls: Call[]): object[] {
  return calls.flatMap((call, index) => {
    const { id, type, function: named } = call as Extract<Call, { type: 'function' }>
    return [
      { index, id, type, function: { name: named.name, arguments: '' } },
      ...pieces(named.arguments).map((text) => ({ index, function: { arguments: text } })),
    ]
  })
}

const FINGERPRINT = 'fp_demo'
/** About as much as a real model sends per chunk; long answers have larger pieces, so that 1 MB has MAX_PIECES at most. */
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

/** The longest prefix of a text of at most `limit` tokens; a surrogate pair is not split. */
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
