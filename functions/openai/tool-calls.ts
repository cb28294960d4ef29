/** The calls of tools in an answer, of which every field is untrusted, and the messages that answer them. Pure. */
import { asArray, asObject, asString, parseJson } from '../untrusted'
import { toText } from './event-stream'

export interface ToolCall {
  id: string
  type: string
  name: string
  /** As the model wrote them; `{}` where they are not the JSON of an object. */
  arguments: string
  /** The same, parsed; undefined where they are broken. */
  given?: Record<string, unknown>
  /** Gemini wants its signature of a thought back. */
  extra?: unknown
}

/** Calls of one answer; further ones are left out, also where they are answered. */
const MAX_CALLS = 4
const MAX_ARGUMENT_CHARACTERS = 10_000
/** Services refuse other names, also in the messages that come back. */
const NAME = /^[$\w.-]{1,64}$/

/** The calls in an answer; none for one in words. */
export function readToolCalls(answer: Record<string, unknown>): ToolCall[] {
  const calls = asArray(messageOf(answer).tool_calls).slice(0, MAX_CALLS).map(toToolCall)
  // Services refuse two results for one id.
  const isOnce = ({ id }: ToolCall, n: number) => calls.findIndex((other) => other.id === id) === n
  return calls.map((call, n) => (isOnce(call, n) ? call : { ...call, id: `${call.id}_${n + 1}` }))
}

/** The answer as it goes back, and one message for each call. */
export function toToolMessages(
  answer: Record<string, unknown>,
  calls: ToolCall[],
  results: string[],
): object[] {
  const { content, reasoning_content } = messageOf(answer)
  // DeepSeek and Kimi refuse calls whose reasoning does not come back.
  const reasoning = asString(reasoning_content) ? { reasoning_content } : {}
  const tool_calls = calls.map(({ id, type, name, arguments: text, extra }) => ({
    id,
    type,
    function: { name, arguments: text },
    ...(extra === undefined ? {} : { extra_content: extra }),
  }))
  return [
    { role: 'assistant', content: toText(content), ...reasoning, tool_calls },
    ...calls.map(({ id, type, name }, n) => ({
      role: 'tool',
      tool_call_id: id,
      // Kimi's own functions are told by it.
      ...(type === 'function' ? {} : { name }),
      content: results[n] ?? '',
    })),
  ]
}

function messageOf(answer: Record<string, unknown>): Record<string, unknown> {
  return asObject(asObject(asArray(answer.choices)[0])?.message) ?? {}
}

function toToolCall(value: unknown, n: number): ToolCall {
  const fields = asObject(value) ?? {}
  const { name, arguments: written } = asObject(fields.function) ?? {}
  // Ollama sends an object.
  const text = typeof written === 'string' ? written.trim() || '{}' : JSON.stringify(written ?? {})
  const given = text.length <= MAX_ARGUMENT_CHARACTERS ? asObject(parseJson(text)) : undefined
  return {
    id: asString(fields.id)?.slice(0, 200) ?? `call_${n + 1}`,
    type: asString(fields.type)?.slice(0, 40) ?? 'function',
    name: typeof name === 'string' && NAME.test(name) ? name : 'unknown',
    // Some services parse what comes back and fail with broken JSON.
    arguments: given ? text : '{}',
    given,
    extra: fields.extra_content,
  }
}
