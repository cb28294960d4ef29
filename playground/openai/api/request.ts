import { type Fields, isObject } from '../../shared/json'
import type { ChatRequest, ErrorResponse } from '../protocol'
import { errorResponses } from './error-responses'
import { checkTools } from './request-tools'

const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer']
const PARTS = ['text', 'image_url', 'input_audio', 'refusal', 'audio', 'file']
const { badRequest } = errorResponses

/** Checks a parsed body: returns the request, or the real service's 400. */
export function readChatRequest(body: unknown): { request: ChatRequest } | { error: ErrorResponse } {
  if (!isObject(body)) return { error: badRequest(NOT_JSON) }
  const error = checkModel(body) ?? checkMessages(body.messages) ?? checkTools(body) ?? checkLimits(body)
  return error ? { error } : { request: body as unknown as ChatRequest }
}

/** The real service's message for a body that is not a JSON object. */
export const NOT_JSON =
  "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)"

function checkModel(body: Fields): ErrorResponse | undefined {
  if (body.model === undefined || body.model === '') return badRequest('you must provide a model parameter')
  return typeof body.model === 'string' ? undefined : wrongType('model', 'a string', body.model)
}

function checkMessages(messages: unknown): ErrorResponse | undefined {
  if (messages === undefined) return missing('messages')
  if (!Array.isArray(messages)) return wrongType('messages', 'an array of objects', messages)
  if (messages.length === 0) {
    return badRequest(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
      'empty_array',
    )
  }
  return first(messages, (message, index) => checkMessage(message, `messages[${index}]`))
}

function checkMessage(message: unknown, at: string): ErrorResponse | undefined {
  if (!isObject(message)) return wrongType(at, 'an object', message)
  if (message.role === undefined) return missing(`${at}.role`)
  if (!ROLES.includes(message.role as string)) return notOneOf(`${at}.role`, message.role, ROLES)
  const { content } = message
  if (typeof content === 'string') return undefined
  if (content === null || content === undefined) {
    // Only an assistant message with tool calls may have no content.
    if (message.role === 'assistant' && message.tool_calls !== undefined) return undefined
    return badRequest(`Invalid value for 'content': expected a string, got null.`, `${at}.content`)
  }
  if (!Array.isArray(content))
    return wrongType(`${at}.content`, 'one of a string or array of objects', content)
  if (content.length === 0) {
    return badRequest(
      `Invalid '${at}.content': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      `${at}.content`,
      'empty_array',
    )
  }
  return first(content, (part, index) => checkPart(part, `${at}.content[${index}]`, message.role as string))
}

function checkPart(part: unknown, at: string, role: string): ErrorResponse | undefined {
  if (!isObject(part)) return wrongType(at, 'an object', part)
  if (!PARTS.includes(part.type as string)) return notOneOf(`${at}.type`, part.type, PARTS)
  if (part.type === 'text' && typeof part.text !== 'string') {
    return part.text === undefined ? missing(`${at}.text`) : wrongType(`${at}.text`, 'a string', part.text)
  }
  if (part.type === 'file' && !isObject(part.file)) return missing(`${at}.file`)
  if (part.type !== 'image_url') return undefined
  if (role !== 'user') {
    return badRequest(
      `Invalid '${at}'. Image URLs are only allowed for messages with role 'user', but this message with role '${role}' contains an image URL.`,
      at,
      'invalid_value',
    )
  }
  if (!isObject(part.image_url)) return missing(`${at}.image_url`)
  const { url } = part.image_url
  return typeof url === 'string' ? undefined : wrongType(`${at}.image_url.url`, 'a string', url)
}

function checkLimits(body: Fields): ErrorResponse | undefined {
  // The real service refuses the old name for reasoning models; so does the emulator, to expose bots that use it.
  if (body.max_tokens !== undefined && /^(o\d|gpt-[56])/.test(body.model as string)) {
    return badRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    )
  }
  return first(['max_completion_tokens', 'max_tokens'], (name) => {
    const limit = body[name]
    if (limit === undefined || limit === null) return undefined
    if (!Number.isInteger(limit)) return wrongType(name, 'an integer', limit)
    if ((limit as number) >= 1) return undefined
    return badRequest(
      `Invalid '${name}': integer below minimum value. Expected a value >= 1, but got ${limit} instead.`,
      name,
      'integer_below_min_value',
    )
  })
}

function missing(param: string): ErrorResponse {
  return badRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
}

function wrongType(param: string, expected: string, got: unknown): ErrorResponse {
  return badRequest(
    `Invalid type for '${param}': expected ${expected}, but got ${kindOf(got)} instead.`,
    param,
    'invalid_type',
  )
}

function notOneOf(param: string, got: unknown, allowed: string[]): ErrorResponse {
  const list = allowed.map((value) => `'${value}'`)
  const values = `${list.slice(0, -1).join(', ')}, and ${list.at(-1)}`
  return badRequest(`Invalid value: '${got}'. Supported values are: ${values}.`, param, 'invalid_value')
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal'
  if (typeof value === 'object') return 'an object'
  return `a ${typeof value}`
}

function first<T, R>(items: T[], check: (item: T, index: number) => R | undefined): R | undefined {
  for (const [index, item] of items.entries()) {
    const found = check(item, index)
    if (found !== undefined) return found
  }
  return undefined
}
