import type OpenAI from 'openai'

/** One message of a request; the demo model reads `role` and `content`. */
export interface ChatMessage {
  role: string
  content?: string | ContentPart[] | null
  name?: string
  [more: string]: unknown
}

/** One part of a message: text, a picture (data URL or link), a file. */
export interface ContentPart {
  type: string
  text?: string
  image_url?: { url: string; detail?: string }
  file?: { filename?: string; file_data?: string; file_id?: string }
  [more: string]: unknown
}

/** The fields of a chat completion request that the demo model reads; it ignores others. */
export interface ChatRequest {
  model: string
  messages: ChatMessage[]
  stream?: boolean | null
  stream_options?: { include_usage?: boolean } | null
  max_completion_tokens?: number | null
  max_tokens?: number | null
  [more: string]: unknown
}

/** The real service's response. */
export type ChatCompletion = OpenAI.Chat.ChatCompletion & ServiceFields
/** One event of the real service's streamed response. */
export type ChatCompletionChunk = OpenAI.Chat.ChatCompletionChunk & ServiceFields
/** Where services name the sources of their own web search: Zhipu, Qwen. */
export interface ServiceFields {
  web_search?: { title: string; link: string; content: string }[]
  search_info?: { search_results: { index: number; title: string; url: string }[] }
}
/** Token counts. */
export type Usage = OpenAI.CompletionUsage
/** Why an answer ends. */
export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls'

/** An answer without its completion: what a test scripts and what the demo writes. */
export interface Reply {
  content: string | null
  /** DeepSeek's and Qwen's addition to OpenAI's response. */
  reasoning_content?: string
  finish_reason?: FinishReason
  refusal?: string
  /** Calls of tools, with their arguments as JSON; `type` is `function` by default. */
  tool_calls?: { name: string; arguments: string; type?: string }[]
  /** Further fields of the response. */
  fields?: ServiceFields
  /** Replaces computed numbers, field by field. */
  usage?: Partial<Usage>
}

/** The answer that a test sets: a text, a reply, or a function of the request. */
export type ScriptedAnswer =
  | string
  | Reply
  | ((request: ChatRequest) => string | Reply | Promise<string | Reply>)

/** An error of the real service: HTTP status, headers and the `error` object of the body. */
export interface ErrorResponse {
  status: number
  headers?: Record<string, string>
  error: { message: string; type: string; param: string | null; code: string | null }
}

/** The text of a message; of parts, the text parts joined by newlines. */
export function textOf(message: ChatMessage): string {
  if (typeof message.content === 'string') return message.content
  if (!Array.isArray(message.content)) return ''
  return message.content.flatMap((part) => (part.type === 'text' && part.text ? [part.text] : [])).join('\n')
}

/** The parts of a message; a string is one text part, absent content is none. */
export function partsOf(message: ChatMessage): ContentPart[] {
  if (typeof message.content === 'string') return [{ type: 'text', text: message.content }]
  return Array.isArray(message.content) ? message.content : []
}
