import type OpenAI from 'openai'

/** One message as a client sends it; `content` is what the demo model reads, everything else is carried along. */
export interface ChatMessage {
  role: string
  content?: string | ContentPart[] | null
  name?: string
  [more: string]: unknown
}

/** One piece of a message that is made of several: words, a picture (data URL or link), a file. */
export interface ContentPart {
  type: string
  text?: string
  image_url?: { url: string; detail?: string }
  file?: { filename?: string; file_data?: string; file_id?: string }
  [more: string]: unknown
}

/** The part of a chat completion request that the demo model understands; the rest is kept and ignored. */
export interface ChatRequest {
  model: string
  messages: ChatMessage[]
  stream?: boolean | null
  stream_options?: { include_usage?: boolean } | null
  max_completion_tokens?: number | null
  max_tokens?: number | null
  [more: string]: unknown
}

/** The real service's response; `reasoning_content` is DeepSeek's and Qwen's addition to it. */
export type ChatCompletion = OpenAI.Chat.ChatCompletion
export type ChatCompletionChunk = OpenAI.Chat.ChatCompletionChunk
export type Usage = OpenAI.CompletionUsage
export type FinishReason = 'stop' | 'length' | 'content_filter'

/** An answer before it is wrapped into a completion: what a test scripts and what the demo writes. */
export interface Reply {
  content: string | null
  reasoning_content?: string
  finish_reason?: FinishReason
  refusal?: string
  /** replaces the computed numbers, field by field */
  usage?: Partial<Usage>
}

/** What a test lets the model say: the words, a whole reply, or a function of the request. */
export type ScriptedAnswer =
  | string
  | Reply
  | ((request: ChatRequest) => string | Reply | Promise<string | Reply>)

/** An error as the real service answers it: HTTP status, headers and the `error` object of the body. */
export interface ErrorResponse {
  status: number
  headers?: Record<string, string>
  error: { message: string; type: string; param: string | null; code: string | null }
}

/** The text of a message, whatever its shape; parts that are no text are left out, the others joined by newlines. */
export function textOf(message: ChatMessage): string {
  if (typeof message.content === 'string') return message.content
  if (!Array.isArray(message.content)) return ''
  return message.content.flatMap((part) => (part.type === 'text' && part.text ? [part.text] : [])).join('\n')
}

/** The parts of a message; a plain string counts as one part of text, absent content as none. */
export function partsOf(message: ChatMessage): ContentPart[] {
  if (typeof message.content === 'string') return [{ type: 'text', text: message.content }]
  return Array.isArray(message.content) ? message.content : []
}
