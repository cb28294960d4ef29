/**
 * The closed sets of what can go wrong, and the two errors that carry them.
 *
 * "The model could not answer" (`AnswerError`) ends in one sentence to the person, from `texts.ts`.
 * "DingTalk did not take the message" (`DeliveryError`) ends in another try, or on the other channel.
 * Both are told apart by `name`, never by `instanceof Error`: Laf runs every file in a realm of its own.
 */

/** Why there is no answer from the model; each has exactly one sentence in every language. */
export type AnswerFailure =
  | 'key-missing'
  | 'package-missing'
  | 'key-refused'
  | 'model-unknown'
  | 'model-quota'
  | 'rate-limited'
  | 'timeout'
  | 'unreachable'
  | 'model-failed'
  | 'model-empty'
  | 'model-declined'
  | 'too-long'
  | 'pictures-unsupported'
  | 'picture-unreadable'
  | 'picture-too-large'
  | 'file-unreadable'
  | 'file-too-large'
  | 'interrupted'
  | 'internal'

/** Why DingTalk did not take a message; each has a fix for the owner in every language. */
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
  | 'rejected'

/** The failures that pass by themselves: the same channel is tried again after a pause. */
const PASSING: ReadonlySet<DeliveryFailure> = new Set(['throttled', 'busy'])

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
  readonly passing: boolean
  constructor(
    readonly failure: DeliveryFailure,
    readonly evidence?: string,
  ) {
    super(evidence ? `${failure} (${evidence})` : failure)
    this.passing = PASSING.has(failure)
  }
}

/** The failure an unknown error stands for: its own when it is an `AnswerError`, `internal` otherwise. */
export function toAnswerError(error: unknown): AnswerError {
  if (isNamed(error, 'AnswerError')) return error as AnswerError
  return new AnswerError('internal', describe(error))
}

/** The delivery failure an unknown error stands for; whatever is not a `DeliveryError` may pass. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (isNamed(error, 'DeliveryError')) return error as DeliveryError
  return new DeliveryError('busy', describe(error))
}

/** What codes look like; an upstream that puts a sentence, or a key, in their place is not quoted. */
const CODE = /^-?[A-Za-z0-9_.]{1,80}$/

/** An error in a few words that are safe to log: its name and code, never its message (it may quote a secret). */
export function describe(error: unknown): string {
  const { name, code, status } = (error ?? {}) as { name?: unknown; code?: unknown; status?: unknown }
  return toEvidence(name, status, code) || typeof error
}

/** Names, numbers and codes side by side, safe to log and to show; whatever is anything else is left out. */
export function toEvidence(...words: unknown[]): string {
  const kept = words.filter(
    (word) => typeof word === 'number' || (typeof word === 'string' && CODE.test(word)),
  )
  return kept.join(' ')
}

function isNamed(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === name
}
