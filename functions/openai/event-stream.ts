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
}

/** An event that spans several lines, until it can be parsed. */
const MAX_EVENT_CHARACTERS = 1_000_000

/** Whether a body without a usable content type is an event stream. */
export function isEventStream(text: string): boolean {
  return /^\s*(data|event|id|retry)?:/.test(text)
}

/** Joins a whole event stream. A stream that ends without a sign of its end is reported as cut off (`length`). */
export function joinEventStream(text: string): Record<string, unknown> {
  const joined: Joined = { content: '', refusal: '', model: '', finishReason: '', usage: undefined }
  let isDone = false
  for (const event of readEvents(text)) {
    isDone ||= event === '[DONE]'
    const fields = asObject(parseJson(event)) ?? {}
    const error = errorOf(fields)
    if (error) return { error }
    addEvent(joined, fields)
  }
  const { content, refusal, model, usage } = joined
  const finishReason = joined.finishReason || (isDone ? 'stop' : 'length')
  return { model, usage, choices: [{ finish_reason: finishReason, message: { content, refusal } }] }
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
  const choice = asObject(asArray(fields.choices)[0])
  if (!choice) return
  const delta = asObject(choice.delta)
  joined.content += toText(delta?.content)
  joined.refusal += asString(delta?.refusal) ?? ''
  joined.finishReason = asString(choice.finish_reason) ?? joined.finishReason
  joined.content ||= toText(asObject(choice.message)?.content)
}

/** Some services send the content as a list of parts. */
export function toText(content: unknown): string {
  if (typeof content === 'string') return content
  return asArray(content)
    .map((part) => asString(asObject(part)?.text) ?? '')
    .join('')
}
