/**
 * Responses of model services, as they were documented or captured: what a service answers to a request, and what the
 * bot makes of it. Keys, ids and names are invented.
 */
import type { AnswerFailure } from '../../../functions/errors'

/** A raw HTTP response. `cut` closes the connection after the body although more was announced. */
export interface RawResponse {
  status: number
  /** '' for none. */
  contentType?: string
  body: string
  cut?: true
}

export interface Dialect {
  service: string
  what: string
  /** The response to a request body; the service answers normally where it is undefined. */
  respond: (request: Record<string, unknown>) => RawResponse | undefined
  /** The text of the answer, or the failure. */
  expected: { text: string } | { failure: AnswerFailure }
  /** Requests for the first and for the second message. */
  calls: [first: number, second: number]
  /** The question has a picture. */
  picture?: true
  /** `OPENAI_EXTRA` */
  extra?: Record<string, unknown>
}

const json = (status: number, body: unknown, contentType = 'application/json'): RawResponse => ({
  status,
  contentType,
  body: JSON.stringify(body),
})
const text = (body: string, contentType: string): RawResponse => ({ status: 200, contentType, body })
const completion = (content: string | null, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_764_000_000,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...more }],
  usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
})
export const normal = json(200, completion('好'))
const always = (response: RawResponse) => () => response
const chunk = (delta: object, more: object = {}) =>
  JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  })
const lastChunk = chunk({}, { finish_reason: 'stop' })
const usageChunk = JSON.stringify({
  id: 'c',
  choices: [],
  usage: { prompt_tokens: 9, completion_tokens: 3 },
})
const sse = (body: string) => text(body, 'text/event-stream; charset=utf-8')
const hasSystem = ({ messages }: Record<string, unknown>) =>
  (messages as { role: string }[]).some(({ role }) => role === 'system')
const hasPicture = ({ messages }: Record<string, unknown>) => JSON.stringify(messages).includes('image_url')

const CREDIT: [service: string, status: number, body: object][] = [
  [
    'OpenAI',
    429,
    {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    },
  ],
  [
    'DashScope',
    403,
    {
      error: {
        message:
          'The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please disable the "use free tier only" mode in the management console.',
        type: 'AllocationQuota.FreeTierOnly',
        param: null,
        code: 'AllocationQuota.FreeTierOnly',
      },
    },
  ],
  [
    'DashScope',
    400,
    {
      error: {
        message: 'Access denied, please make sure your account is in good standing.',
        type: 'Arrearage',
        param: null,
        code: 'Arrearage',
      },
    },
  ],
  [
    'DeepSeek',
    402,
    {
      error: {
        message: 'Insufficient Balance',
        type: 'unknown_error',
        param: null,
        code: 'invalid_request_error',
      },
    },
  ],
  ['Zhipu', 429, { error: { code: '1113', message: '余额不足或无可用资源包,请充值。' } }],
  [
    'Moonshot',
    429,
    {
      error: {
        message: 'Your account is suspended, please check your plan and billing details',
        type: 'exceeded_current_quota_error',
      },
    },
  ],
  ['SiliconFlow', 403, { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }],
  [
    'SiliconFlow',
    403,
    { code: 30011, message: 'Paid balance is insufficient. Please recharge to use this model', data: null },
  ],
  [
    'Volcano Ark',
    403,
    {
      error: {
        code: 'AccountOverdueError',
        message: 'The request failed because your account has an overdue balance.',
        param: '',
        type: 'Forbidden',
      },
    },
  ],
  [
    'one-api',
    403,
    {
      error: {
        message: '用户额度不足, 剩余额度: ¥0.000000 (request id: 2026112609300000000000)',
        type: 'new_api_error',
        param: '',
        code: 'insufficient_user_quota',
      },
    },
  ],
  [
    'a gateway, inside a 200',
    200,
    { error: { message: 'insufficient user quota', type: 'one_api_error', code: 'insufficient_user_quota' } },
  ],
  [
    'OpenRouter',
    402,
    { error: { message: 'This request requires more credits, or fewer max_tokens.', code: 402 } },
  ],
]

export const DIALECTS: Dialect[] = [
  ...CREDIT.map(
    ([service, status, body]): Dialect => ({
      service,
      what: `no credit: ${status}`,
      respond: always(json(status, body)),
      expected: { failure: 'model-quota' },
      calls: [1, 1],
    }),
  ),
  {
    service: 'DashScope',
    what: 'answers only with streaming (enable_thinking)',
    respond: ({ stream }) =>
      stream
        ? sse(
            `data: ${chunk({ content: null, reasoning_content: '用户在打招呼' })}\n\ndata: ${chunk({ content: '好' })}\n\ndata: ${lastChunk}\n\ndata: ${usageChunk}\n\ndata: [DONE]\n\n`,
          )
        : json(400, {
            error: {
              code: 'invalid_parameter_error',
              param: null,
              message: 'parameter.enable_thinking must be set to false for non-streaming calls',
              type: 'invalid_request_error',
            },
          }),
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'DashScope',
    what: 'answers only with streaming (stream mode)',
    respond: ({ stream }) =>
      stream
        ? sse(`data:${chunk({ content: '好' })}\n\ndata:${lastChunk}\n\ndata:[DONE]\n\n`)
        : json(400, {
            error: {
              code: 'invalid_parameter_error',
              message:
                'This model only support stream mode, please enable the stream parameter to access the model. ',
              type: 'invalid_request_error',
            },
          }),
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'DashScope',
    what: 'input too long',
    respond: always(
      json(400, {
        error: {
          code: 'invalid_parameter_error',
          message: '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]',
          type: 'invalid_request_error',
        },
      }),
    ),
    expected: { failure: 'too-long' },
    calls: [1, 1],
  },
  {
    service: 'DashScope',
    what: 'content refused',
    respond: always(
      json(400, {
        error: {
          code: 'data_inspection_failed',
          message: 'Input data may contain inappropriate content.',
          type: 'data_inspection_failed',
        },
      }),
    ),
    expected: { failure: 'model-declined' },
    calls: [1, 1],
  },
  {
    service: 'DashScope',
    what: 'rate limit that is called a quota',
    respond: always(
      json(400, {
        error: {
          code: 'Throttling.AllocationQuota',
          message: 'Allocated quota exceeded, please increase your quota limit.',
          type: 'Throttling.AllocationQuota',
        },
      }),
    ),
    expected: { failure: 'rate-limited' },
    calls: [1, 1],
  },
  {
    service: 'DeepSeek',
    what: 'empty lines before the JSON while the server is busy',
    respond: always(text(`\n\n\n\n${JSON.stringify(completion('好'))}`, 'application/json')),
    expected: { text: '好' },
    calls: [1, 1],
  },
  {
    service: 'DeepSeek',
    what: 'reasoning_content beside the content',
    respond: always(
      json(200, completion(null, { message: { role: 'assistant', content: '好', reasoning_content: '嗯' } })),
    ),
    expected: { text: '好' },
    calls: [1, 1],
  },
  {
    service: 'DeepSeek',
    what: 'takes no pictures: 400 that names image_url',
    picture: true,
    respond: (request) =>
      hasPicture(request)
        ? json(400, {
            error: {
              message:
                'Failed to deserialize the JSON body into the target type: messages[1]: unknown variant `image_url`, expected `text` at line 1 column 310',
              type: 'invalid_request_error',
              param: null,
              code: 'invalid_request_error',
            },
          })
        : undefined,
    expected: { failure: 'pictures-unsupported' },
    calls: [1, 0],
  },
  {
    service: 'Zhipu',
    what: 'content refused: 400 with 1301',
    respond: always(
      json(400, {
        error: {
          code: '1301',
          message:
            '系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语，感谢您的配合。',
        },
      }),
    ),
    expected: { failure: 'model-declined' },
    calls: [1, 1],
  },
  {
    service: 'Zhipu',
    what: 'content refused: 200 with finish_reason sensitive',
    respond: always(json(200, completion('', { finish_reason: 'sensitive' }))),
    expected: { failure: 'model-declined' },
    calls: [1, 1],
  },
  {
    service: 'OpenAI',
    what: 'region not served',
    respond: always(
      json(403, {
        error: {
          code: 'unsupported_country_region_territory',
          message: 'Country, region, or territory not supported',
          param: null,
          type: 'request_forbidden',
        },
      }),
    ),
    expected: { failure: 'region-not-served' },
    calls: [1, 1],
  },
  {
    service: 'OpenAI',
    what: 'wrong key',
    respond: always(
      json(401, {
        error: {
          message:
            'Incorrect API key provided: sk-demo. You can find your API key at https://platform.openai.com/account/api-keys.',
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_api_key',
        },
      }),
    ),
    expected: { failure: 'key-refused' },
    calls: [1, 1],
  },
  {
    service: 'OpenAI',
    what: 'refuses a parameter by name',
    extra: { temperature: 0.2 },
    respond: ({ temperature }) =>
      temperature === undefined
        ? undefined
        : json(400, {
            error: {
              message:
                "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
              type: 'invalid_request_error',
              param: 'temperature',
              code: 'unsupported_value',
            },
          }),
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'OpenAI',
    what: 'knows max_tokens under another name',
    extra: { max_tokens: 500 },
    respond: ({ max_tokens, max_completion_tokens }) =>
      max_tokens === undefined && max_completion_tokens === 500
        ? undefined
        : json(400, {
            error: {
              message:
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
              type: 'invalid_request_error',
              param: 'max_tokens',
              code: 'unsupported_parameter',
            },
          }),
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'OpenAI',
    what: 'rate limit with a link to the billing page',
    respond: once(
      json(429, {
        error: {
          message:
            'Rate limit reached for m in organization org-1 on requests per min (RPM): Limit 3. Visit https://platform.openai.com/account/billing to add a payment method.',
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded',
        },
      }),
    ),
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'OpenAI',
    what: 'a broken picture: the model still takes others',
    picture: true,
    respond: (request) =>
      hasPicture(request)
        ? json(400, {
            error: {
              message: 'You uploaded an unsupported image. Please make sure your image is valid.',
              type: 'invalid_request_error',
              param: null,
              code: 'image_parse_error',
            },
          })
        : undefined,
    expected: { failure: 'picture-unreadable' },
    calls: [1, 1],
  },
  {
    service: 'OpenRouter',
    what: 'takes no pictures: 404',
    picture: true,
    respond: (request) =>
      hasPicture(request)
        ? json(404, { error: { message: 'No endpoints found that support image input', code: 404 } })
        : undefined,
    expected: { failure: 'pictures-unsupported' },
    calls: [1, 0],
  },
  {
    service: 'a service',
    what: '400 to a picture that says nothing about pictures',
    picture: true,
    respond: always(json(400, { error: { message: 'Invalid request', type: 'invalid_request_error' } })),
    expected: { failure: 'model-failed' },
    calls: [1, 1],
  },
  {
    service: 'a service',
    what: 'unknown model: 404',
    respond: always(
      json(404, {
        error: {
          message: 'The model `m` does not exist or you do not have access to it.',
          type: 'invalid_request_error',
          param: null,
          code: 'model_not_found',
        },
      }),
    ),
    expected: { failure: 'model-unknown' },
    calls: [1, 1],
  },
  {
    service: 'vLLM',
    what: 'too long, with the error at the top level',
    respond: always(
      json(400, {
        object: 'error',
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 5012 tokens in the messages, Please reduce the length of the messages.",
        type: 'BadRequestError',
        param: null,
        code: 400,
      }),
    ),
    expected: { failure: 'too-long' },
    calls: [1, 1],
  },
  {
    service: 'vLLM (Gemma)',
    what: 'takes no system role',
    respond: (request) =>
      hasSystem(request)
        ? json(400, {
            object: 'error',
            message: 'System role not supported',
            type: 'BadRequestError',
            param: null,
            code: 400,
          })
        : undefined,
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'SGLang',
    what: 'error under detail',
    respond: always(json(422, { detail: [{ loc: ['body'], msg: 'the input is too long' }] })),
    expected: { failure: 'too-long' },
    calls: [1, 1],
  },
  {
    service: 'llama.cpp',
    what: 'JSON labelled text/plain',
    respond: always(json(200, completion('好'), 'text/plain; charset=utf-8')),
    expected: { text: '好' },
    calls: [1, 1],
  },
  {
    service: 'a gateway',
    what: 'JSON labelled text/html, with a byte order mark',
    respond: always(text(`\uFEFF${JSON.stringify(completion('好'))}`, 'text/html')),
    expected: { text: '好' },
    calls: [1, 1],
  },
  {
    service: 'a gateway',
    what: 'JSON without a content type',
    respond: always(json(200, completion('好'), '')),
    expected: { text: '好' },
    calls: [1, 1],
  },
  {
    service: 'one-api',
    what: 'an event stream without being asked, usage null',
    respond: always(
      sse(
        `data: ${chunk({ role: 'assistant', content: '' }, { usage: null })}\n\ndata: ${chunk({ content: '好' })}\n\ndata: ${lastChunk}\n\ndata: [DONE]\n\n`,
      ),
    ),
    expected: { text: '好' },
    calls: [1, 1],
  },
  {
    service: 'a gateway',
    what: 'an event stream with CRLF, comments, no spaces and no [DONE], labelled as JSON',
    respond: always(
      text(
        `: OPENROUTER PROCESSING\r\n\r\nevent: message\r\ndata:${chunk({ content: '好' })}\r\n\r\n: keep-alive\r\n\r\ndata:${lastChunk}\r\n\r\n`,
        'application/json',
      ),
    ),
    expected: { text: '好' },
    calls: [1, 1],
  },
  {
    service: 'a gateway',
    what: 'an error event in the middle of a stream',
    respond: always(
      sse(
        `data: ${chunk({ content: '从前' })}\n\ndata: ${JSON.stringify({ error: { message: 'insufficient user quota', code: 'insufficient_user_quota' } })}\n\n`,
      ),
    ),
    expected: { failure: 'model-quota' },
    calls: [1, 1],
  },
  {
    service: 'one-api without /v1',
    what: 'the home page',
    respond: always(
      text(
        '<!doctype html>\n<html lang="zh"><head><title>New API</title></head></html>',
        'text/html; charset=utf-8',
      ),
    ),
    expected: { failure: 'address-wrong' },
    calls: [2, 2],
  },
  {
    service: 'a gateway',
    what: 'a body that breaks off, then a whole one',
    respond: once({ ...normal, cut: true }),
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'a gateway',
    what: 'an empty body, then a whole one',
    respond: once(text('', 'application/json')),
    expected: { text: '好' },
    calls: [2, 1],
  },
  {
    service: 'a gateway',
    what: 'JSON that is not complete, then a whole one',
    respond: once(text(normal.body.slice(0, 80), 'application/json')),
    expected: { text: '好' },
    calls: [2, 1],
  },
  ...(
    [
      ['<think>', '<think>\n用户在打招呼\n</think>\n\n好', '好'],
      ['<thinking>', '<thinking>嗯</thinking>好', '好'],
      ['<thought>', '<thought>嗯</thought>\n好', '好'],
      ['<reasoning>', '<reasoning>嗯</reasoning>\n好', '好'],
      ["Kimi's marks", '◁think▷嗯◁/think▷好', '好'],
      [
        'the channels of gpt-oss',
        '<|channel|>analysis<|message|>The user says hi.<|end|><|start|>assistant<|channel|>final<|message|>好<|return|>',
        '好',
      ],
      [
        'a question about such tags',
        '`<think>` 和 `</think>` 之间是思考过程。',
        '`<think>` 和 `</think>` 之间是思考过程。',
      ],
    ] as const
  ).map(
    ([what, content, expected]): Dialect => ({
      service: 'thinking in the content',
      what,
      respond: always(json(200, completion(content))),
      expected: { text: expected },
      calls: [1, 1],
    }),
  ),
  {
    service: 'thinking in the content',
    what: 'cut off while thinking',
    respond: always(json(200, completion('<think>嗯', { finish_reason: 'length' }))),
    expected: { failure: 'model-empty' },
    calls: [1, 1],
  },
]

/** The response to the first request only. */
function once(response: RawResponse): Dialect['respond'] {
  let isFirst = true
  return () => {
    if (!isFirst) return undefined
    isFirst = false
    return response
  }
}
