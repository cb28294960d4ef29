import { toChunks } from './api/completion'
import type { Dialect, ServiceResponse } from './dialect-types'
import type { FaultRow } from './fault-types'
import { type ChatCompletion, partsOf } from './protocol'

/** The dialects of services, as switches: each row is one kind of difference, with the body of a real service. */
export const DIALECT_ROWS = {
  'stream-only': dialect('只支持流式输出（通义千问）：400', 'Streaming only (Qwen): 400', {
    refuse: ({ stream }) =>
      stream
        ? undefined
        : failure(400, {
            code: 'invalid_parameter_error',
            message: 'This model only support stream mode, please enable the stream parameter.',
            type: 'invalid_request_error',
          }),
  }),
  'no-streaming': dialect('不支持流式输出（OpenAI）：400', 'No streaming (OpenAI, unverified): 400', {
    refuse: ({ stream }) =>
      stream
        ? failure(400, {
            message: 'Your organization must be verified to stream this model.',
            type: 'invalid_request_error',
            param: 'stream',
            code: 'unsupported_value',
          })
        : undefined,
  }),
  'no-system-role': dialect('不支持 system 角色（vLLM）：400', 'No system role (vLLM): 400', {
    refuse: ({ messages }) =>
      messages.some(({ role }) => role === 'system')
        ? json(400, {
            object: 'error',
            message: 'System role not supported',
            type: 'BadRequestError',
            code: 400,
          })
        : undefined,
  }),
  'no-parameters': dialect('不接受额外参数：400', 'Optional parameters refused: 400', {
    refuse(request) {
      const { model: _, messages: __, stream: ___, stream_options: ____, ...optional } = request
      const [name] = Object.keys(optional)
      return name === undefined
        ? undefined
        : failure(400, {
            message: `Unrecognized request argument supplied: ${name}`,
            type: 'invalid_request_error',
            param: null,
            code: null,
          })
    },
  }),
  'no-pictures': dialect('不支持图片（OpenRouter）：404', 'Pictures not supported (OpenRouter): 404', {
    refuse: ({ messages }) =>
      messages.flatMap(partsOf).some(({ type }) => type === 'image_url')
        ? failure(404, { message: 'No endpoints found that support image input', code: 404 })
        : undefined,
  }),
  'no-tools': dialect('不支持工具：400', 'Takes no tools: 400', {
    refuse: ({ tools, messages }) =>
      tools || messages.some(({ role }) => role === 'tool')
        ? failure(400, {
            message:
              'tools is not supported in this model. For a list of supported models, refer to the documentation.',
            type: 'invalid_request_error',
            param: null,
            code: null,
          })
        : undefined,
  }),
  'no-tool-results': dialect('不支持工具的结果（vLLM）：400', 'Fails over the results of tools (vLLM): 400', {
    refuse: ({ messages }) =>
      messages.some(({ role }) => role === 'tool')
        ? json(400, {
            object: 'error',
            message: 'Conversation roles must alternate user/assistant/user/assistant/...',
            type: 'BadRequestError',
            code: 400,
          })
        : undefined,
  }),
  'no-reasoning-with-tools': dialect('有工具时不能思考：400', 'Takes tools only without reasoning: 400', {
    refuse: ({ tools, reasoning_effort }) =>
      tools && reasoning_effort !== 'none'
        ? failure(400, {
            message:
              'Function tools with reasoning_effort are not supported for this model in /v1/chat/completions. To use function tools, set reasoning_effort to none.',
            type: 'invalid_request_error',
            param: 'reasoning_effort',
            code: null,
          })
        : undefined,
  }),
  'small-context': {
    zh: '上下文长度很小（vLLM）：400',
    en: 'Small context window (vLLM): 400',
    params: { tokens: 4_096 },
    effect: ({ tokens }) => ({
      kind: 'dialect',
      dialect: {
        refuse: (_, promptTokens) =>
          promptTokens <= tokens
            ? undefined
            : json(400, {
                object: 'error',
                message: `This model's maximum context length is ${tokens} tokens. However, you requested ${promptTokens} tokens in the messages. Please reduce the length of the messages.`,
                type: 'BadRequestError',
                code: 400,
              }),
      },
    }),
  },
  'no-balance': dialect('余额不足（硅基流动）：403', 'Insufficient balance (SiliconFlow): 403', {
    refuse: () =>
      json(403, { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }),
  }),
  'error-in-200': dialect('返回 200，内容却是错误（网关）', 'Error in a 200 response (gateway)', {
    refuse: () =>
      failure(200, {
        message: '用户额度不足, 剩余额度: ¥0.000000',
        type: 'one_api_error',
        code: 'insufficient_user_quota',
      }),
  }),
  'home-page': dialect('返回网站首页（地址不对）：200', 'Home page of a website (wrong address): 200', {
    refuse: () => ({
      status: 200,
      contentType: 'text/html; charset=utf-8',
      body: '<!doctype html>\n<html lang="zh"><head><title>New API</title></head><body></body></html>\n',
    }),
  }),
  'unasked-stream': dialect('未要求流式，却返回流式（网关）', 'Unrequested streaming (gateway)', {
    send: (completion) =>
      events(toEvents(completion).map((data) => `data:${data}\r\n\r\n: keep-alive\r\n\r\n`)),
  }),
  'stream-error': dialect('流式输出中途报错（网关）', 'Error in the middle of the stream (gateway)', {
    send(completion) {
      const [first = '', second = ''] = toEvents(completion)
      const error = JSON.stringify({
        error: { message: 'upstream error: do request failed', type: 'upstream_error' },
      })
      return events([first, second, error].map((data) => `data: ${data}\n\n`))
    },
  }),
  'wrong-label': dialect(
    'JSON 标为 text/plain，且前面有空行',
    'JSON labelled text/plain, after blank lines',
    {
      send: (completion) => ({
        status: 200,
        contentType: 'text/plain; charset=utf-8',
        body: `\uFEFF\n\n\n${JSON.stringify(completion)}`,
      }),
    },
  ),
  'think-tags': dialect('思考过程写在回答里：<think>', 'Reasoning inside the answer: <think>', {
    send: (completion) =>
      rewritten(completion, (content) => `<think>\n用户的问题不难。\n</think>\n\n${content}`),
  }),
  channels: dialect('思考过程写在回答里（gpt-oss）', 'Reasoning inside the answer (gpt-oss)', {
    send: (completion) =>
      rewritten(
        completion,
        (content) =>
          `<|channel|>analysis<|message|>An easy question.<|end|><|start|>assistant<|channel|>final<|message|>${content}<|return|>`,
      ),
  }),
} as const satisfies Record<string, FaultRow>

function dialect(zh: string, en: string, spoken: Dialect): FaultRow {
  return { zh, en, effect: () => ({ kind: 'dialect', dialect: spoken }) }
}

function json(status: number, body: object): ServiceResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(body) }
}

function failure(status: number, error: object): ServiceResponse {
  return json(status, { error })
}

function events(lines: string[]): ServiceResponse {
  return { status: 200, contentType: 'text/event-stream; charset=utf-8', body: lines.join('') }
}

/** The events of a stream, without `[DONE]`. */
function toEvents(completion: ChatCompletion): string[] {
  return toChunks(completion, true).map((chunk) => JSON.stringify(chunk))
}

function rewritten(completion: ChatCompletion, rewrite: (content: string) => string): ServiceResponse {
  const choices = completion.choices.map((choice) => ({
    ...choice,
    message: { ...choice.message, content: rewrite(choice.message.content ?? '') },
  }))
  return json(200, { ...completion, choices })
}
