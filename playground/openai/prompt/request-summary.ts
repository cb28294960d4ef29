import { estimateTokens } from '../../../functions/bot/estimate-tokens'
import { errorResponses } from '../api/error-responses'
import type { ChatRequest, ErrorResponse } from '../protocol'
import { partsOf, textOf } from '../protocol'
import type { PromptFile } from './files'
import { separateFiles } from './files'
import type { Picture } from './pictures'
import { pictureTokens, readPicture } from './pictures'

/** Everything that the demo model was given, taken apart so that it can prove it. */
export interface RequestSummary {
  /** the system or developer prompt; several are joined */
  system: string
  /** the questions before this one, oldest first */
  earlier: string[]
  question: string
  files: PromptFile[]
  /** the pictures of this question */
  pictures: Picture[]
  /** pictures of earlier questions that are still in the prompt */
  earlierPictures: number
  promptTokens: number
}

/** Looks at a checked request; refuses pictures that the real service could not read. */
export function summarizeRequest(
  request: ChatRequest,
): { sight: RequestSummary } | { refusal: ErrorResponse } {
  const { messages } = request
  const asked = messages.findLastIndex((message) => message.role === 'user')
  const seen = { pictures: [] as Picture[], earlierPictures: 0, promptTokens: PRIMING_TOKENS }
  for (const [index, message] of messages.entries()) {
    seen.promptTokens += MESSAGE_TOKENS + estimateTokens(textOf(message))
    for (const part of partsOf(message)) {
      if (part.type !== 'image_url') continue
      const picture = readPicture(part.image_url?.url ?? '')
      if (!picture) return { refusal: errorResponses.badRequest(BAD_PICTURE, null, 'image_parse_error') }
      seen.promptTokens += pictureTokens(picture, part.image_url?.detail)
      if (index === asked) seen.pictures.push(picture)
      else seen.earlierPictures += 1
    }
  }
  const question = messages[asked]
  const { words, files } = question ? separateFiles(question) : { words: '', files: [] }
  const system = messages.filter((message) => message.role === 'system' || message.role === 'developer')
  return {
    sight: {
      ...seen,
      system: system.map(textOf).join('\n'),
      earlier: messages.slice(0, Math.max(0, asked)).flatMap(questionOf),
      question: words,
      files,
    },
  }
}

/** What every message and every prompt costs beside its text (OpenAI's published count for chat models). */
const MESSAGE_TOKENS = 4
const PRIMING_TOKENS = 3

const BAD_PICTURE =
  "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp']."

function questionOf(message: ChatRequest['messages'][number]): string[] {
  return message.role === 'user' ? [separateFiles(message).words] : []
}
