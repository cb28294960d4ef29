/** Reads a chat completion, of which every field is untrusted. Pure. */
import type { Completion, TokenUsage } from '../bot/model'
import { AnswerError, toEvidence } from '../errors'
import { asArray, asObject, asString } from '../untrusted'
import { toText } from './event-stream'

/** As much as ten messages take, so that the memory ends where the person stopped reading; the rest is left out. */
const MAX_ANSWER_CHARACTERS = 30_000

/** `sensitive` is Zhipu's. */
const DECLINED = ['content_filter', 'sensitive']

const TAG = '(?:think|thinking|thought|reasoning)'
const OPENING = new RegExp(`^\\s*(?:<${TAG}>|◁think▷)`, 'i')
const CLOSING = new RegExp(`</${TAG}>|◁/think▷`, 'i')
const CLOSING_LINE = new RegExp(`^[ \\t]*(?:</${TAG}>|◁/think▷)[ \\t]*$`, 'im')
const ANY_OPENING = new RegExp(`<${TAG}>|◁think▷`, 'i')

const CHANNELS = /^\s*(?:<\|start\|>assistant)?<\|channel\|>/
const FINAL_CHANNEL = /<\|channel\|>final(?:\s*<\|constrain\|>\w+)?<\|message\|>/
const END_OF_MESSAGE = /<\|(?:return|end)\|>\s*$/

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

/** The tokens that the service names, if it does. */
export function toUsage(value: unknown): { usage?: TokenUsage } {
  const usage = asObject(value)
  if (!usage) return {}
  return { usage: { prompt: toCount(usage.prompt_tokens), completion: toCount(usage.completion_tokens) } }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0
}

/** Services name their thinking models so. */
const THINKING_MODEL = /\b(?:r1|qwq|think\w*|reason\w*)\b/i
/** Longer than any mark of thinking: until then an answer that begins like one is not shown. */
const MARK_CHARACTERS = 40

/**
 * What can be shown of an answer that is still being written: never its thinking, nor half a mark of it.
 * @param mayThink its thinking may begin without a mark: only what follows the closing one is shown
 */
export function toTextSoFar(content: string, mayThink: boolean): string {
  const start = content.trimStart()
  if (/^[<◁]/.test(start) && start.length < MARK_CHARACTERS && !CLOSING.test(start)) return ''
  if (mayThink && !CLOSING.test(content)) return ''
  return withoutThinking(content)
    .replace(/<(?:\|\w*\|?)?$/, '')
    .trimStart()
}

/** Whether a model's thinking may stand in its answer, as its name says. */
export function isThinkingModel(model: string): boolean {
  return THINKING_MODEL.test(model)
}

/** Whether an answer began with thinking that no mark opened. */
export function beganUnmarked(answer: unknown): boolean {
  const choice = asObject(asArray(asObject(answer)?.choices)[0])
  const content = toText(asObject(choice?.message)?.content)
  return !OPENING.test(content) && !CHANNELS.test(content) && withoutThinking(content) !== content
}

/**
 * Removes the thinking that some services leave at the start of an answer: `<think>…</think>` and its variants, Kimi's
 * `◁think▷…◁/think▷`, the channels of gpt-oss. The same marks anywhere else belong to the answer.
 * @returns the answer; '' when the thinking was never closed, so that the answer never began
 */
function withoutThinking(text: string): string {
  if (CHANNELS.test(text)) return finalChannelOf(text)
  const isOpened = OPENING.test(text)
  // Some services cut the opening tag off; then the closing one stands on a line of its own.
  const closing = (isOpened ? CLOSING : CLOSING_LINE).exec(text)
  if (!closing) return isOpened ? '' : text
  const hasOwnOpening = !isOpened && ANY_OPENING.test(text.slice(0, closing.index))
  return hasOwnOpening ? text : text.slice(closing.index + closing[0].length)
}

function finalChannelOf(text: string): string {
  const final = FINAL_CHANNEL.exec(text)
  return final ? text.slice(final.index + final[0].length).replace(END_OF_MESSAGE, '') : ''
}
