/** Reads a chat completion. The service is not trusted: every field is checked before it is used. */
import type OpenAI from 'openai'
import type { Completion, TokenUsage } from '../bot/model'
import { AnswerError } from '../errors'

/** About thirty messages in DingTalk; a model that does not stop must not fill the memory. */
const MAX_ANSWER_CHARACTERS = 60_000

/**
 * The answer in a response's body, without the model's thinking.
 * @param askedModel the model's name where the response gives none
 * @throws AnswerError `model-failed`, `model-declined` or `model-empty`
 */
export function toCompletion(body: unknown, askedModel: string): Completion {
  const { choices, usage, model } = (body ?? {}) as Partial<OpenAI.ChatCompletion>
  const choice = Array.isArray(choices) ? choices[0] : undefined
  if (!choice) throw new AnswerError('model-failed', 'no choices in the answer')
  if (choice.finish_reason === 'content_filter' || choice.message?.refusal)
    throw new AnswerError('model-declined')

  const whole = withoutThinking(toText(choice.message?.content)).trim()
  if (!whole) throw new AnswerError('model-empty', String(choice.finish_reason).slice(0, 40))
  return {
    // Without half an emoji at the cut.
    text: whole.slice(0, MAX_ANSWER_CHARACTERS).replace(/[\uD800-\uDBFF]$/, ''),
    model: typeof model === 'string' && model ? model.slice(0, 120) : askedModel,
    cutOff: choice.finish_reason === 'length' || whole.length > MAX_ANSWER_CHARACTERS,
    ...(usage ? { usage: toUsage(usage) } : {}),
  }
}

/** Some services send the content as a list of parts. */
function toText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part) => (typeof part?.text === 'string' ? part.text : '')).join('')
}

/**
 * Reasoning models put their thinking before the answer, in `<think>…</think>`; some services drop the opening tag.
 * Thinking that is never closed has no answer after it. Tags at any other place belong to the answer.
 */
function withoutThinking(text: string): string {
  const opened = /^\s*<think(ing)?>/i.test(text)
  const closed = (opened ? /<\/think(ing)?>/i : /^[ \t]*<\/think(ing)?>[ \t]*$/im).exec(text)
  if (!closed) return opened ? '' : text
  const hasOwnOpening = !opened && /<think(ing)?>/i.test(text.slice(0, closed.index))
  return hasOwnOpening ? text : text.slice(closed.index + closed[0].length)
}

function toUsage({ prompt_tokens, completion_tokens }: Partial<OpenAI.CompletionUsage>): TokenUsage {
  return { prompt: toCount(prompt_tokens), completion: toCount(completion_tokens) }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0
}
