/** A prompt as the body of a chat completion, as far as the service's quirks allow it. Pure. */
import type { PromptMessage } from '../bot/model'
import type { Quirks, RequestBody } from './quirks'
import type { FollowUp } from './tools'

/**
 * @param extra the owner's own parameters (`OPENAI_EXTRA`)
 * @param followUp what a model with tools gets in addition; its parameters win
 * @param wantsStreaming whether the answer is shown while it is written
 */
export function toRequest(
  prompt: PromptMessage[],
  model: string,
  extra: Record<string, unknown>,
  quirks: Quirks,
  followUp: Pick<FollowUp, 'messages' | 'fields'> = { messages: [], fields: {} },
  wantsStreaming = false,
): RequestBody {
  const prompted = (quirks.noSystemRole ? withoutSystemRole(prompt) : prompt).map(toMessage)
  const messages = [...prompted, ...(followUp.messages as typeof prompted)]
  const isStreamed = quirks.needsStreaming || (wantsStreaming && !quirks.noStreaming)
  const stream = isStreamed ? { stream: true, stream_options: { include_usage: true } } : {}
  const effort = quirks.noReasoningWithTools && followUp.fields.tools ? { reasoning_effort: 'none' } : {}
  const optional = Object.entries({ ...extra, ...followUp.fields, ...effort, ...stream })
    .map(([name, value]) => [quirks.renamedParameters.get(name) ?? name, value] as const)
    .filter(([name]) => !quirks.refusedParameters.has(name))
  return { model, messages, ...Object.fromEntries(optional) }
}

/** Whether a prompt has any pictures. */
export function hasPictures(prompt: PromptMessage[]): boolean {
  return prompt.some(
    ({ content }) => typeof content !== 'string' && content.some((part) => 'pictureUrl' in part),
  )
}

/** The instructions stand before the words of the first user message. */
function withoutSystemRole(prompt: PromptMessage[]): PromptMessage[] {
  const instructions = prompt.flatMap(({ role, content }) => (role === 'system' ? [textOf(content)] : []))
  const text = `${instructions.join('\n\n')}\n\n`
  const messages = prompt.filter(({ role }) => role !== 'system')
  const first = messages.find(({ role }) => role === 'user')
  return messages.map((message) => {
    if (message !== first) return message
    const { role, content } = message
    return { role, content: typeof content === 'string' ? text + content : [{ text }, ...content] }
  })
}

function textOf(content: PromptMessage['content']): string {
  return typeof content === 'string'
    ? content
    : content.map((part) => ('text' in part ? part.text : '')).join('')
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
