/**
 * Server-sent events of a chat completion, joined to the completion that the service would have sent without streaming.
 *
 * Tolerates what services and gateways do: CRLF, no space after `data:`, comments, empty lines, a missing `[DONE]`, an
 * error event in the middle, a final event with the whole message. Pure; no I/O.
 */
import { asArray, asObject, asString, parseJson } from '../untrusted'

/** What was joined so far. */
interface Joined {
  content: string
  refusal: string
  model: string
  finishReason: string
  usage: unknown
  reasoning: string
  calls: JoinedCall[]
  /** Fields in which services name the sources of their own web search. */
  sources: Record<string, unknown>
}

interface JoinedCall {
  id: string
  type: string
  function: { name: string; arguments: string }
  extra_content?: unknown
}

/** Further calls of tools in one answer are left out. */
const MAX_CALLS = 20
/** An event that spans several lines, until it can be parsed. */
const MAX_EVENT_CHARACTERS = 1_000_000

/** Whether a body without a usable content type is an event stream. */
export function isEventStream(text: string): boolean {
  return /^\s*(data|event|id|retry)?:/.test(text)
}

/** Joins a whole event stream. A stream that ends without a sign of its end is reported as cut off (`length`). */
export function joinEventStream(text: string): Record<string, unknown> {
  const joined: Joined = {
    content: '',
    refusal: '',
    model: '',
    finishReason: '',
    usage: undefined,
    reasoning: '',
    calls: [],
    sources: {},
  }
  let isDone = false
  for (const event of readEvents(text)) {
    isDone ||= event === '[DONE]'
    const fields = asObject(parseJson(event)) ?? {}
    const error = errorOf(fields)
    if (error) return { error }
    addEvent(joined, fields)
  }
  const { content, refusal, model, usage, calls, reasoning, sources } = joined
  const finishReason = joined.finishReason || (isDone ? 'stop' : 'length')
  const called = calls.length > 0 ? { tool_calls: calls, reasoning_content: reasoning } : {}
  const message = { content, refusal, ...called }
  return { model, usage, ...sources, choices: [{ finish_reason: finishReason, message }] }
}

/** The `data` of each event. Every line is an event by itself if it is complete; otherwise the lines are joined. */
function* readEvents(text: string): Generator<string> {
  let pending = ''
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === '') pending = ''
    const [, data] = /^\uFEFF?\s*data:[ ]?(.*)$/.exec(line) ?? []
    if (data === undefined) continue
    const event = pending + data
    if (event === '[DONE]' || parseJson(event) !== undefined) {
      yield event
      pending = ''
    } else if (event.length < MAX_EVENT_CHARACTERS) {
      pending = `${event}\n`
    }
  }
}

/** An error stands under `error`, or its code and message at the top level. */
function errorOf(fields: Record<string, unknown>): unknown {
  if (fields.error) return fields.error
  const isTopLevel = fields.choices === undefined && fields.code !== undefined && asString(fields.message)
  return isTopLevel ? fields : undefined
}

function addEvent(joined: Joined, fields: Record<string, unknown>): void {
  joined.model ||= asString(fields.model) ?? ''
  joined.usage = asObject(fields.usage) ?? joined.usage
  for (const name of ['web_search', 'search_info']) if (fields[name]) joined.sources[name] = fields[name]
  const choice = asObject(asArray(fields.choices)[0])
  if (!choice) return
  const delta = asObject(choice.delta)
  joined.content += toText(delta?.content)
  joined.refusal += asString(delta?.refusal) ?? ''
  joined.finishReason = asString(choice.finish_reason) ?? joined.finishReason
  joined.reasoning += asString(delta?.reasoning_content) ?? ''
  const message = asObject(choice.message)
  joined.content ||= toText(message?.content)
  joinCalls(joined.calls, delta?.tool_calls ?? message?.tool_calls)
}

/** Adds pieces of calls: the first one of a call has its name, all have a part of its arguments. */
function joinCalls(calls: JoinedCall[], pieces: unknown): void {
  for (const piece of asArray(pieces)) {
    const { index, id, type, function: part, extra_content } = asObject(piece) ?? {}
    const at = calls.findIndex((_, n) => n === (index ?? calls.length - 1))
    const known = calls[at]
    // Gemini numbers all calls 0.
    const isNew = !known || (asString(id) && known.id && known.id !== id)
    const call = isNew ? { id: '', type: 'function', function: { name: '', arguments: '' } } : known
    if (isNew && calls.length < MAX_CALLS) calls.push(call)
    const { name, arguments: text } = asObject(part) ?? {}
    call.id ||= asString(id) ?? ''
    call.type = asString(type) ?? call.type
    call.function.name ||= asString(name) ?? ''
    call.function.arguments += asString(text) ?? (asObject(text) ? JSON.stringify(text) : '')
    if (extra_content) Object.assign(call, { extra_content })
  }
}

/** Some services send the content as a list of parts. */
export function toText(content: unknown): string {
  if (typeof content === 'string') return content
  return asArray(content)
    .map((part) => asString(asObject(part)?.text) ?? '')
    .join('')
}
