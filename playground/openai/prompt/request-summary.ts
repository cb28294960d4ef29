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
  /** How the web can be searched; undefined: not at all. */
  search?: SearchOffer
  /** What the tools gave for this question, oldest first. */
  results: string[]
}

/** A function tool of the bot, or the own search of Qwen, Zhipu or Kimi. */
export type SearchOffer = 'function' | 'qwen' | 'zhipu' | 'kimi'

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
      search: searchOffer(request),
      results: messages.slice(lastIndex + 1).flatMap(resultOf),
    },
  }
}

function searchOffer({ tools, enable_search }: ChatRequest): SearchOffer | undefined {
  if (enable_search === true) return 'qwen'
  const offered = Array.isArray(tools) ? (tools as { type?: string; function?: { name?: string } }[]) : []
  if (offered.some(({ type }) => type === 'web_search')) return 'zhipu'
  if (offered.some(({ type }) => type === 'builtin_function')) return 'kimi'
  return offered.some((tool) => tool.function?.name === 'web_search') ? 'function' : undefined
}

function resultOf(message: ChatRequest['messages'][number]): string[] {
  return message.role === 'tool' ? [textOf(message)] : []
}

/** The tokens of each message and of each prompt in addition to the text (OpenAI's published rule for chat models). */
const MESSAGE_TOKENS = 4
const PRIMING_TOKENS = 3

const BAD_PICTURE =
  "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp']."

function questionOf(message: ChatRequest['messages'][number]): string[] {
  return message.role === 'user' ? [separateParts(message).question] : []
}
