/** Reads the response of `images/generations`, of which every field is untrusted. Pure. */
import type { TokenUsage } from '../bot/model'
import { AnswerError } from '../errors'
import { asArray, asObject, asString } from '../untrusted'

/** A picture as the service gave it: its bytes, or an address that lasts for a while. */
export interface Drawing {
  picture: Buffer | string
  usage?: TokenUsage
}

const MAX_ADDRESS_CHARACTERS = 4_000

/** @throws AnswerError for a response without a picture */
export function toDrawing(response: unknown): Drawing {
  const fields = asObject(response) ?? {}
  // SiliconFlow's older responses have `images` in place of `data`.
  const first = asObject([...asArray(fields.data), ...asArray(fields.images)][0]) ?? {}
  const given = asString(first.b64_json) || asString(first.url) || ''
  const isAddress = given === first.url && !given.startsWith('data:')
  const picture = isAddress ? given : Buffer.from(given.replace(/^data:[^,]{0,100},/, ''), 'base64')
  if (picture.length === 0 || (isAddress && given.length > MAX_ADDRESS_CHARACTERS))
    throw new AnswerError('drawing-failed', 'no picture in the response')
  return { picture, ...toUsage(fields.usage) }
}

function toUsage(value: unknown): { usage?: TokenUsage } {
  const { input_tokens: prompt, output_tokens: completion } = asObject(value) ?? {}
  if (!isCount(prompt) || !isCount(completion)) return {}
  return { usage: { prompt, completion } }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
