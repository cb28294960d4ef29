import { type Fields, isObject } from '../../shared/json'
import type { ErrorResponse } from '../protocol'
import { errorResponses } from './error-responses'

const { badRequest } = errorResponses

/** Models of OpenAI that take function tools only without reasoning, and those that take none here at all. */
const ONLY_WITHOUT_REASONING = /^gpt-(5\.[4-9]|6)/
const NEVER = /^gpt-(6-astra|6\.1-sol)/
const NAME = /^[a-zA-Z0-9_-]{1,64}$/
/** Kinds of other services; OpenAI has `function` and `custom`. */
const KINDS = ['function', 'web_search', 'builtin_function']

/** Checks the tools of a request and the messages about them, as the real services do. */
export function checkTools(body: Fields): ErrorResponse | undefined {
  return checkDefinitions(body) ?? checkCalls(body.messages as Fields[])
}

function checkDefinitions({ tools, model, reasoning_effort }: Fields): ErrorResponse | undefined {
  if (tools === undefined || tools === null) return undefined
  if (!Array.isArray(tools) || tools.length === 0)
    return badRequest("Invalid 'tools': expected a non-empty array of objects.", 'tools', 'invalid_type')
  const functions = tools.filter((tool) => isObject(tool) && tool.type === 'function')
  const isRefused = tools.some(
    (tool) => !isObject(tool) || !KINDS.includes(String(tool.type)) || !isNamed(tool),
  )
  if (isRefused) return badRequest("Invalid value in 'tools'.", 'tools', 'invalid_value')
  const isWithReasoning = ONLY_WITHOUT_REASONING.test(String(model)) && reasoning_effort !== 'none'
  if (functions.length === 0 || !(isWithReasoning || NEVER.test(String(model)))) return undefined
  return badRequest(
    `Function tools with reasoning_effort are not supported for ${model} in /v1/chat/completions. Please use /v1/responses instead.`,
    'reasoning_effort',
    'unsupported_parameter',
  )
}

function isNamed(tool: Fields): boolean {
  const { name } = isObject(tool.function) ? tool.function : {}
  return tool.type !== 'function' || (typeof name === 'string' && NAME.test(name))
}

/** Every call has an answer right after it, and every answer a call. */
function checkCalls(messages: Fields[]): ErrorResponse | undefined {
  let open = new Set<unknown>()
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      if (open.delete(message.tool_call_id)) continue
      return badRequest(
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
        `messages.[${index}].role`,
      )
    }
    if (open.size > 0) return unanswered(index)
    const calls = Array.isArray(message.tool_calls) ? (message.tool_calls as Fields[]) : []
    if (calls.some((call) => !isObject(call.function) || !isJson(call.function.arguments)))
      return badRequest('Invalid tool call: the arguments are not JSON.', `messages[${index}].tool_calls`)
    open = new Set(calls.map(({ id }) => id))
  }
  return open.size > 0 ? unanswered(messages.length) : undefined
}

function unanswered(index: number): ErrorResponse {
  return badRequest(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.",
    `messages.[${index}].role`,
  )
}

function isJson(text: unknown): boolean {
  try {
    JSON.parse(String(text))
    return true
  } catch {
    return false
  }
}
