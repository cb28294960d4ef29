/** Reads a chat completion, of which every field is untrusted. Pure. */
import type { Completion, TokenUsage } from '../bot/model'
import { AnswerError, toEvidence } from '../errors'
import { asArray, asObject, asString } from '../untrusted'
import { toText } from './event-stream'
import { withoutThinking } from './thinking'

/** Longer than any answer that people read on a phone; the rest is left out. */
const MAX_ANSWER_CHARACTERS = 60_000

/** `sensitive` is Zhipu's. */
const DECLINED = ['content_filter', 'sensitive']

/**
 * @param model what was asked for, where the answer does not name its model
 * @throws AnswerError for an answer without text
 */
export function toCompletion(answer: unknown, model: string): Completion {
  const fields = asObject(answer) ?? {}
  const choice = asObject(asArray(fields.choices)[0])
  if (!choice) throw new AnswerError('model-failed', 'no choices in the answer')
  const reason = asString(choice.finish_reason) ?? ''
  const message = asObject(choice.message) ?? {}
  if (DECLINED.includes(reason) || asString(message.refusal)) throw new AnswerError('model-declined')

  const isCutOff = reason === 'length'
  const whole = withoutThinking(toText(message.content)).trim()
  if (!whole) throw new AnswerError('model-empty', toEvidence(reason))
  return {
    // Without half an emoji at the end.
    text: whole.slice(0, MAX_ANSWER_CHARACTERS).replace(/[\uD800-\uDBFF]$/, ''),
    model: asString(fields.model)?.slice(0, 120) ?? model,
    cutOff: isCutOff || whole.length > MAX_ANSWER_CHARACTERS,
    ...toUsage(fields.usage),
  }
}

function toUsage(value: unknown): { usage?: TokenUsage } {
  const usage = asObject(value)
  if (!usage) return {}
  return { usage: { prompt: toCount(usage.prompt_tokens), completion: toCount(usage.completion_tokens) } }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0
}
