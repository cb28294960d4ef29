/** The `openai` package: its client of one address, a call of it, and what its errors mean. */
import type OpenAI from 'openai'
import { now } from '../clock'
import { abortAfter } from '../deadline'
import { AnswerError, describe, hasName, toEvidence } from '../errors'
import type { ModelEndpoint } from './endpoint'
import { type ServiceError, toAnswerFailure } from './failures'
import { modelFetch } from './fetch'

/** What a client needs to know of the service. */
export interface ClientSettings {
  key?: string
  endpoint?: ModelEndpoint
  /** Called with every 429 that may pass, also those that the package repeats. */
  onTooMany?: () => void
  /** How often the package repeats a request after 408, 409, 429, 5xx and lost connections; default 4. */
  maxRetries?: number
}

/** Called with an answer's content so far. @param hasReasoned its thinking came in a field of its own */
export type OnContent = (content: string, hasReasoned: boolean) => void

const MAX_RETRIES = 4

/** A client of one address. @throws AnswerError `package-missing` */
export function createClient(settings: ClientSettings, baseURL: string): OpenAI {
  const { key: apiKey = '', endpoint, maxRetries = MAX_RETRIES, onTooMany } = settings
  const { default: OpenAI } = loadPackage()
  return new OpenAI({
    apiKey,
    baseURL,
    maxRetries,
    defaultQuery: endpoint?.query,
    ...(endpoint?.usesApiKeyHeader ? { defaultHeaders: { 'api-key': apiKey, authorization: null } } : {}),
    fetch: reportTooMany(onTooMany) as unknown as typeof fetch,
    // Without these the package reads OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_LOG by itself.
    organization: null,
    project: null,
    logLevel: 'off',
  })
}

function reportTooMany(onTooMany?: () => void): typeof modelFetch {
  return async (...given) => {
    const response = await modelFetch(...given)
    // A quota that is used up is a 429, too, but does not pass.
    if (response.status === 429 && response.headers.get('x-should-retry') !== 'false') onTooMany?.()
    return response
  }
}

function loadPackage(): typeof import('openai') {
  try {
    return require('openai')
  } catch (error) {
    // On Laf it is added by hand; everything else works without it.
    throw new AnswerError('package-missing', describe(error))
  }
}

interface PostOptions {
  path?: string
  maxRetries?: number
  onContent?: OnContent
}

/**
 * Makes a request, and repeats it until the deadline where that may help.
 * @param deadlineAt ms since the epoch
 * @throws the package's error, see `refusalIn` and `toFailure`; AnswerError `timeout`
 */
export async function post(
  client: OpenAI,
  body: object,
  deadlineAt: number,
  { path = '/chat/completions', onContent, ...options }: PostOptions = {},
): Promise<unknown> {
  // Whole milliseconds: the package takes no others, and times of arrival have fractions.
  const timeout = Math.ceil(deadlineAt - now())
  if (timeout <= 0) throw new AnswerError('timeout', 'no time left')
  // The package starts its own time-out anew with every retry; this one covers them all. `post` and not
  // `completions.create`: event streams are joined by `modelFetch`.
  return abortAfter(
    timeout,
    (signal) => client.post(path, { body, signal, timeout, ...options, ...toFetchOptions(onContent) }),
    () => new AnswerError('timeout', 'deadline'),
  )
}

/** The package passes these on to `modelFetch`, though its types do not know them. */
function toFetchOptions(onContent?: OnContent): object {
  return onContent ? { fetchOptions: { onContent } } : {}
}

/** The service's refusal, as `modelFetch` put it into the response. */
export function refusalIn(error: unknown): ServiceError | undefined {
  const refusal = (error as { error?: Partial<ServiceError> } | undefined)?.error
  return typeof refusal?.status === 'number' ? (refusal as ServiceError) : undefined
}

/** What an error of `post` means to the person. */
export function toFailure(
  error: unknown,
  refusal: ServiceError | undefined,
  withPictures: boolean,
): AnswerError {
  if (hasName(error, 'AnswerError')) return error as AnswerError
  if (refusal) {
    const evidence = toEvidence(refusal.status, ...refusal.code.split(' '))
    return new AnswerError(toAnswerFailure(refusal, withPictures), evidence)
  }
  // The package's errors all have the name "Error"; the name of the class tells them apart.
  const className = (error as { constructor?: { name?: string } } | undefined)?.constructor?.name ?? ''
  if (/Timeout|Abort/.test(className)) return new AnswerError('timeout', describe(error))
  if (/Connection/.test(className)) return new AnswerError('unreachable', describe(error))
  return new AnswerError('model-failed', describe(error))
}
