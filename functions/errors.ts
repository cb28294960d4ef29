/**
 * The closed sets of what can go wrong, and the errors that carry them.
 *
 * An `AnswerError` says why the model gave no answer; it ends in one sentence to the person, from `texts`.
 * A `DeliveryError` says why DingTalk did not take a message; it ends in another try, or on the other channel.
 * A `SearchError` says why a web search failed; the model answers without it.
 * Errors are told apart by `name`, never by `instanceof`: Laf runs every file in a realm of its own.
 */

/** Why there is no answer from the model; each has one sentence in every language. */
export type AnswerFailure =
  | 'key-missing'
  | 'package-missing'
  | 'key-refused'
  | 'model-unknown'
  | 'model-quota'
  | 'rate-limited'
  | 'timeout'
  | 'unreachable'
  | 'address-wrong'
  | 'region-not-served'
  | 'model-failed'
  | 'model-empty'
  | 'model-declined'
  | 'too-long'
  | 'pictures-unsupported'
  | 'picture-unreadable'
  | 'picture-too-large'
  | 'file-unreadable'
  | 'file-too-large'
  | 'drawing-unsupported'
  | 'drawing-failed'
  | 'drawing-not-sent'
  | 'document-package-missing'
  | 'document-too-large'
  | 'document-unpacks-too-large'
  | 'document-encrypted'
  | 'document-broken'
  | 'document-old-format'
  | 'document-without-text'
  | 'document-too-complex'
  | 'interrupted'
  | 'internal'

/** Why DingTalk did not take a message; each has advice for the admin in every language. */
export type DeliveryFailure =
  | 'app-missing'
  | 'app-refused'
  | 'token-refused'
  | 'permission'
  | 'ip-list'
  | 'quota'
  | 'throttled'
  | 'busy'
  | 'robot-unknown'
  | 'robot-stopped'
  | 'group-gone'
  | 'user-not-reached'
  | 'no-staff-id'
  | 'content-refused'
  | 'webhook-gone'
  | 'webhook-untrusted'
  | 'card-permission'
  | 'card-template'
  | 'card-unknown'
  | 'card-undelivered'
  | 'card-missing'
  | 'rejected'

/** Why a search service found nothing out; each has advice for the admin in every language. */
export type SearchFailure = 'key-refused' | 'quota' | 'unreachable' | 'failed'

/** The model, or what it needs, failed; `evidence` is for the log only and holds no secret and no content. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  constructor(
    readonly failure: AnswerFailure,
    readonly evidence?: string,
  ) {
    super(evidence ? `${failure} (${evidence})` : failure)
  }
}

/** DingTalk refused or could not be reached; `evidence` is its status and code, for the log only. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  constructor(
    readonly failure: DeliveryFailure,
    readonly evidence?: string,
  ) {
    super(evidence ? `${failure} (${evidence})` : failure)
  }
}

/** A web search failed; `evidence` is for the log only and holds no secret and no content. */
export class SearchError extends Error {
  override readonly name = 'SearchError'
  constructor(
    readonly failure: SearchFailure,
    readonly evidence?: string,
  ) {
    super(evidence ? `${failure} (${evidence})` : failure)
  }
}

/** A `SearchError` as it is; any other error as `unreachable`. */
export function toSearchError(error: unknown): SearchError {
  return hasName(error, 'SearchError')
    ? (error as SearchError)
    : new SearchError('unreachable', describe(error))
}

/** Whether a failure passes by itself: the same channel is tried again after a pause. */
export function isPassing(failure: DeliveryFailure): boolean {
  return failure === 'throttled' || failure === 'busy'
}

/** An `AnswerError` as it is; any other error as `internal`. */
export function toAnswerError(error: unknown): AnswerError {
  return hasName(error, 'AnswerError') ? (error as AnswerError) : new AnswerError('internal', describe(error))
}

/** Errors about a wrong argument, such as a URL, and defects of this program: the next try would end the same. */
const LASTING = ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError']

/** A `DeliveryError` as it is; any other error as `busy`, because it may pass, unless it cannot. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (hasName(error, 'DeliveryError')) return error as DeliveryError
  const isLasting = LASTING.some((name) => hasName(error, name))
  return new DeliveryError(isLasting ? 'rejected' : 'busy', describe(error))
}

/** Whether a value is an error of that name. */
export function hasName(error: unknown, name: string): boolean {
  return (error as { name?: unknown } | null | undefined)?.name === name
}

/** What codes look like. An upstream that sends a sentence, or a key, in place of a code is not quoted. */
const CODE = /^-?[A-Za-z0-9_.]{1,80}$/

/** An error's name, status and code, safe to log. Never its message, which may quote a secret. */
export function describe(error: unknown): string {
  const { name, code, status } = (error ?? {}) as { name?: unknown; code?: unknown; status?: unknown }
  return toEvidence(name, status, code) || typeof error
}

/** Numbers and codes side by side, safe to log and to show; other values are left out. */
export function toEvidence(...words: unknown[]): string {
  return words
    .filter((word) => typeof word === 'number' || (typeof word === 'string' && CODE.test(word)))
    .join(' ')
}
