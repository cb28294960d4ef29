import type { ErrorResponse } from '../protocol'

/**
 * The errors of the real service, with its own texts where they are known. Tests check that the bot does not show them:
 * they contain a part of the key and the name of the organisation.
 */
export const errorResponses = {
  noKey: (): ErrorResponse =>
    invalid(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. You can obtain an API key from https://platform.openai.com/account/api-keys.",
    ),
  wrongKey: (key: string): ErrorResponse =>
    invalid(
      401,
      `Incorrect API key provided: ${maskKey(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
      null,
      'invalid_api_key',
    ),
  region: (): ErrorResponse => ({
    status: 403,
    error: {
      message: 'Country, region, or territory not supported',
      type: 'request_forbidden',
      param: null,
      code: 'unsupported_country_region_territory',
    },
  }),
  modelNotFound: (model: string): ErrorResponse =>
    invalid(
      404,
      `The model \`${model}\` does not exist or you do not have access to it.`,
      null,
      'model_not_found',
    ),
  route: (method: string, path: string): ErrorResponse => invalid(404, `Invalid URL (${method} ${path})`),
  method: (method: string, path: string): ErrorResponse =>
    invalid(
      405,
      `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?)`,
      null,
      'method_not_supported',
    ),
  imageRefused: (): ErrorResponse =>
    invalid(
      400,
      'Your request was rejected as a result of our safety system.',
      null,
      'content_policy_violation',
    ),
  tooLarge: (): ErrorResponse => invalid(413, 'Request body is too large.'),
  contextLength: (limit: number, used: number): ErrorResponse =>
    invalid(
      400,
      `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${used} tokens. Please reduce the length of the messages.`,
      'messages',
      'context_length_exceeded',
    ),
  rateLimit: (model: string, retryAfterSeconds: number): ErrorResponse => ({
    status: 429,
    // The real service sends both; the official client prefers the milliseconds.
    headers: {
      'retry-after': String(Math.ceil(retryAfterSeconds)),
      'retry-after-ms': String(Math.round(retryAfterSeconds * 1000)),
    },
    error: {
      message: `Rate limit reached for ${model} in organization org-Demo0000000000000000000 on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in ${retryAfterSeconds}s. Visit https://platform.openai.com/account/rate-limits to learn more.`,
      type: 'requests',
      param: null,
      code: 'rate_limit_exceeded',
    },
  }),
  quota: (): ErrorResponse => ({
    status: 429,
    error: {
      message:
        'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    },
  }),
  server: (): ErrorResponse => ({
    status: 500,
    error: {
      message: 'The server had an error while processing your request. Sorry about that!',
      type: 'server_error',
      param: null,
      code: null,
    },
  }),
  scriptFailed: (error: unknown): ErrorResponse => ({
    status: 500,
    error: { message: `the scripted answer threw: ${error}`, type: 'server_error', param: null, code: null },
  }),
  overloaded: (): ErrorResponse => ({
    status: 503,
    error: {
      message: 'The engine is currently overloaded, please try again later.',
      type: 'server_error',
      param: null,
      code: null,
    },
  }),
  badRequest: (message: string, param: string | null = null, code: string | null = null): ErrorResponse =>
    invalid(400, message, param, code),
}

/** Masks a key as the real service does: the first eight and the last four characters stay, of short keys none. */
export function maskKey(key: string): string {
  return key.length < 16 ? '*'.repeat(key.length) : `${key.slice(0, 8)}${'*'.repeat(20)}${key.slice(-4)}`
}

function invalid(
  status: number,
  message: string,
  param: string | null = null,
  code: string | null = null,
): ErrorResponse {
  return { status, error: { message, type: 'invalid_request_error', param, code } }
}
