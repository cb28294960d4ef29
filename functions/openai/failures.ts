/** What an error of the `openai` package, or of the service, means for the person who asked. */
import { AnswerError, type AnswerFailure, describe } from '../errors'

const NO_CREDIT = /insufficient_quota|billing|insufficient_balance|arrearage/i

/**
 * Whether the text of a 429 response says that the account has no credit: a retry does not help then, as it does
 * against a rate limit.
 */
export function isOutOfCredit(text: string): boolean {
  try {
    const { code, type } = JSON.parse(text).error
    return NO_CREDIT.test(String(code ?? type ?? ''))
  } catch {
    return false
  }
}

/**
 * The `AnswerError` for an error; nothing of the service's own text is in it.
 * @param withPictures whether the prompt had pictures: a service that rejects such a prompt does not take pictures
 */
export function toModelError(error: unknown, withPictures: boolean): AnswerError {
  const { name, status, code, type } = (error ?? {}) as Record<string, unknown>
  if (name === 'AnswerError') return error as AnswerError
  const failure =
    fromCode(String(code ?? type ?? '')) ?? fromStatus(Number(status), withPictures) ?? fromClass(error)
  return new AnswerError(failure, describe(error))
}

function fromCode(code: string): AnswerFailure | undefined {
  if (NO_CREDIT.test(code)) return 'model-quota'
  if (/context_length|string_above_max_length/i.test(code)) return 'too-long'
  if (/content_(filter|policy)|data_inspection/i.test(code)) return 'model-declined'
  return undefined
}

function fromStatus(status: number, withPictures: boolean): AnswerFailure | undefined {
  if (status === 402) return 'model-quota'
  if (status === 413) return 'too-long'
  if (status === 401 || status === 403) return 'key-refused'
  if (status === 404) return 'model-unknown'
  if (status === 429) return 'rate-limited'
  if (withPictures && (status === 400 || status === 415 || status === 422)) return 'pictures-unsupported'
  return status >= 300 ? 'model-failed' : undefined
}

/** Without a response the package's errors have no code, and their `name` is "Error": the name of the class tells. */
function fromClass(error: unknown): AnswerFailure {
  const name = (error as { constructor?: { name?: string } } | undefined)?.constructor?.name ?? ''
  if (/Timeout|Abort/.test(name)) return 'timeout'
  return /Connection/.test(name) ? 'unreachable' : 'model-failed'
}
