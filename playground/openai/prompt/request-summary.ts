import { estimateTokens } from '../../../functions/bot/estimate-tokens'
import { errorResponses } from '../api/error-responses'
import { type ChatRequest, type ErrorResponse, partsOf, textOf } from '../protocol'
import { type MessageParts, separateParts } from './files'
import { type Picture, pictureTokens, readPicture } from './pictures'

/** What a request contains; the demo model's answer lists it. */
export interface RequestSummary extends MessageParts {
  /** The system or developer prompt; several are joined. */
  system: string
  /** The questions before this one, oldest first. */
  earlier: string[]
  /** The pictures of this question. */
  pictures: Picture[]
  /** The number of pictures of earlier questions that are still in the prompt. */
  earlierPictures: number
  promptTokens: number
}

/** Summarizes a valid request; an error if it has a picture that the real service cannot read. */
export function summarizeRequest(
  request: ChatRequest,
): { summary: RequestSummary } | { error: ErrorResponse } {
  const { messages } = request
  const lastIndex = messages.findLastIndex((message) => message.role === 'user')
  const counted = { pictures: [] as Picture[], earlierPictures: 0, promptTokens: PRIMING_TOKENS }
  for (const [index, message] of messages.entries()) {
    counted.promptTokens += MESSAGE_TOKENS + estimateTokens(textOf(message))
    for (const part of partsOf(message)) {
      if (part.type !== 'image_url') continue
      const picture = readPicture(part.image_url?.url ?? '')
      if (!picture) return { error: errorResponses.badRequest(BAD_PICTURE, null, 'image_parse_error') }
      counted.promptTokens += pictureTokens(picture, part.image_url?.detail)
      if (index === lastIndex) counted.pictures.push(picture)
      else counted.earlierPictures += 1
    }
  }
  const lastMessage = messages[lastIndex]
  const asked = lastMessage ? separateParts(lastMessage) : { question: '', files: [] }
  const system = messages.filter((message) => message.role === 'system' || message.role === 'developer')
  return {
    summary: {
      ...counted,
      system: system.map(textOf).join('\n'),
      earlier: messages.slice(0, Math.max(0, lastIndex)).flatMap(questionOf),
      ...asked,
    },
  }
}

/** The tokens of each message and of each prompt in addition to the text (OpenAI's published rule for chat models). */
const MESSAGE_TOKENS = 4
const PRIMING_TOKENS = 3

const BAD_PICTURE =
  "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp']."

function questionOf(message: ChatRequest['messages'][number]): string[] {
  return message.role === 'user' ? [separateParts(message).question] : []
}
