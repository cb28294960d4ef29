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
  /** Of each call; services do not all begin with 0. */
  indexes: unknown[]
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
/** The event that ends a stream. */
const DONE = '[DONE]'
/** An event that spans several lines, until it can be parsed. */
const MAX_EVENT_CHARACTERS = 1_000_000

/** Whether a body without a usable content type is an event stream. */
export function isEventStream(text: string): boolean {
  return /^\s*(data|event|id|retry)?:/.test(text)
}

/** Joins a whole event stream, as `end` of `createEventStream` does. */
export function joinEventStream(text: string): Record<string, unknown> {
  const events = createEventStream()
  events.add(text)
  return events.end()
}

export type EventStream = ReturnType<typeof createEventStream>

/** Joins an event stream that arrives in pieces. */
export function createEventStream() {
  const joined: Joined = {
    content: '',
    refusal: '',
    model: '',
    finishReason: '',
    usage: undefined,
    reasoning: '',
    calls: [],
    indexes: [],
    sources: {},
  }
  const readLine = createLineReader()
  let isDone = false
  let error: unknown
  let hasReasoned = false
  /** A line that is not complete yet, in the pieces that arrived: joining them at each one would cost its length. */
  let rest: string[] = []
  let restLength = 0

  const takeRest = (): string => {
    const text = rest.join('')
    rest = []
    restLength = 0
    return text
  }

  const keep = (text: string): void => {
    rest.push(text)
    restLength += text.length
    if (restLength > MAX_EVENT_CHARACTERS) takeRest()
  }

  const addLine = (line: string): void => {
    const event = readLine(line)
    if (event === undefined || error) return
    isDone ||= event === DONE
    const fields = asObject(event) ?? {}
    error = errorOf(fields)
    if (!error) hasReasoned = addEvent(joined, fields) || hasReasoned
  }

  return {
    /** @returns the content so far, and whether thinking came in a field of its own */
    add(text: string): { content: string; hasReasoned: boolean } {
      // A line break at the end may be the first half of one.
      if (/[\r\n]/.test(text) || rest.at(-1)?.endsWith('\r')) {
        const lines = (takeRest() + text).split(/\r\n|\n|\r(?!$)/)
        text = lines.pop() ?? ''
        lines.forEach(addLine)
      }
      keep(text)
      return { content: joined.content, hasReasoned }
    },

    /** @returns the completion, or the error; without a sign of its end it is reported as cut off (`length`) */
    end(): Record<string, unknown> {
      addLine(takeRest().replace(/\r$/, ''))
      addLine('')
      if (error) return { error }
      const { content, refusal, model, usage, calls, reasoning, sources } = joined
      const finishReason = joined.finishReason || (isDone ? 'stop' : 'length')
      const called = calls.length > 0 ? { tool_calls: calls, reasoning_content: reasoning } : {}
      const message = { content, refusal, ...called }
      return { model, usage, ...sources, choices: [{ finish_reason: finishReason, message }] }
    },
  }
}

/** @returns a reader of lines: the JSON value of a line, or of an event of several lines at the empty line that ends it */
function createLineReader(): (line: string) => unknown {
  let pending: string[] = []
  let length = 0
  const take = (): unknown => {
    const event = pending.join('\n')
    pending = []
    length = 0
    return event === '' ? undefined : parseJson(event)
  }
  return (line) => {
    if (line === '') return take()
    const [, data] = /^\uFEFF?\s*data:[ ]?(.*)$/s.exec(line) ?? []
    if (data === undefined) return undefined
    const value = pending.length > 0 ? undefined : data === DONE ? DONE : parseJson(data)
    if (value !== undefined) return value
    pending.push(data)
    length += data.length + 1
    if (length > MAX_EVENT_CHARACTERS) take()
    return undefined
  }
}

/** An error stands under `error`, or its code and message at the top level. */
function errorOf(fields: Record<string, unknown>): unknown {
  if (fields.error) return fields.error
  const isTopLevel = fields.choices === undefined && fields.code !== undefined && asString(fields.message)
  return isTopLevel ? fields : undefined
}

/** @returns whether the event has thinking in a field of its own */
function addEvent(joined: Joined, fields: Record<string, unknown>): boolean {
  joined.model ||= asString(fields.model) ?? ''
  joined.usage = asObject(fields.usage) ?? joined.usage
  for (const name of ['web_search', 'search_info']) if (fields[name]) joined.sources[name] = fields[name]
  const choice = asObject(asArray(fields.choices)[0])
  if (!choice) return false
  const delta = asObject(choice.delta)
  joined.content += toText(delta?.content)
  joined.refusal += asString(delta?.refusal) ?? ''
  joined.finishReason = asString(choice.finish_reason) ?? joined.finishReason
  joined.reasoning += asString(delta?.reasoning_content) ?? ''
  const message = asObject(choice.message)
  joined.content ||= toText(message?.content)
  joinCalls(joined, delta?.tool_calls ?? message?.tool_calls)
  return [delta?.reasoning_content, delta?.reasoning].some((thinking) => asString(thinking))
}

/** Adds pieces of calls: the first one of a call has its name, all have a part of its arguments. */
function joinCalls({ calls, indexes }: Joined, pieces: unknown): void {
  for (const piece of asArray(pieces)) {
    const { index, id, type, function: part, extra_content } = asObject(piece) ?? {}
    // A later call may have the same index: Gemini numbers all calls 0.
    const known = calls[index === undefined ? calls.length - 1 : indexes.lastIndexOf(index)]
    const isNew = !known || (asString(id) && known.id && known.id !== id)
    const call = isNew ? { id: '', type: 'function', function: { name: '', arguments: '' } } : known
    if (isNew && calls.length < MAX_CALLS) {
      calls.push(call)
      indexes.push(index)
    }
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
