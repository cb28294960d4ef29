/** A prompt as the body of a chat completion, as far as the service's quirks allow it. Pure. */
import type { PromptMessage, PromptPart } from '../bot/model'
import type { Quirks, RequestFeatures } from './quirks'

export interface RequestBody {
  model: string
  messages: { role: string; content: unknown }[]
  [parameter: string]: unknown
}

/** @param extra the owner's own parameters (`OPENAI_EXTRA`) */
export function toRequest(
  prompt: PromptMessage[],
  model: string,
  extra: Record<string, unknown>,
  quirks: Quirks,
): RequestBody {
  const messages = (quirks.noSystemRole ? withoutSystemRole(prompt) : prompt).map(toMessage)
  const stream = quirks.needsStreaming ? { stream: true, stream_options: { include_usage: true } } : {}
  const optional = Object.entries({ ...extra, ...stream })
    .map(([name, value]) => [quirks.renamedParameters.get(name) ?? name, value] as const)
    .filter(([name]) => !quirks.refusedParameters.has(name))
  return { model, messages, ...Object.fromEntries(optional) }
}

/** What a refusal of the request can be about. */
export function toFeatures({ model: _, messages, stream, ...optional }: RequestBody): RequestFeatures {
  return {
    stream: stream === true,
    hasSystem: messages.some(({ role }) => role === 'system'),
    parameters: Object.keys(optional),
  }
}

export function hasPictures(prompt: PromptMessage[]): boolean {
  return prompt.some(
    ({ content }) => typeof content !== 'string' && content.some((part) => 'pictureUrl' in part),
  )
}

/** The instructions stand before the words of the first user message. */
function withoutSystemRole(prompt: PromptMessage[]): PromptMessage[] {
  const instructions = prompt.flatMap(({ role, content }) => (role === 'system' ? [content] : []))
  const messages = prompt.filter(({ role }) => role !== 'system')
  const first = messages.findIndex(({ role }) => role === 'user')
  return messages.map((message, index) =>
    index === first ? { ...message, content: prepend(instructions, message.content) } : message,
  )
}

function prepend(
  instructions: PromptMessage['content'][],
  content: PromptMessage['content'],
): PromptMessage['content'] {
  const text = instructions.map((one) => (typeof one === 'string' ? one : textOf(one))).join('\n\n')
  return typeof content === 'string' ? `${text}\n\n${content}` : [{ text: `${text}\n\n` }, ...content]
}

function textOf(parts: PromptPart[]): string {
  return parts.map((part) => ('text' in part ? part.text : '')).join('')
}

function toMessage({ role, content }: PromptMessage): RequestBody['messages'][number] {
  if (typeof content === 'string') return { role, content }
  const parts = content.map((part) =>
    'text' in part
      ? { type: 'text', text: part.text }
      : { type: 'image_url', image_url: { url: part.pictureUrl } },
  )
  return { role, content: parts }
}
