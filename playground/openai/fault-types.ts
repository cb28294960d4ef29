import type { FaultRow as Row } from '../shared/fault-injector'
import type { Dialect } from './dialect-types'
import type { ChatCompletion, ChatRequest, ErrorResponse, Reply } from './protocol'

/** The parameters of all faults; each row has those that it reads. */
export interface FaultParams {
  ms: number
  /** May be a fraction: the response also has `retry-after-ms`. */
  retryAfterSeconds: number
  /** The longest prompt that is accepted. */
  tokens: number
}

/** What a fault does to one call. After `delay` the call goes on; every other effect decides it. */
export type Effect =
  | { kind: 'delay'; ms: number }
  /** No response at all. */
  | { kind: 'silence' }
  /** The connection is reset before the response. */
  | { kind: 'reset' }
  /** The connection ends in the middle of the response. */
  | { kind: 'cut' }
  | { kind: 'error'; error: (model: string) => ErrorResponse }
  /** A response with status 200 that is not a completion. */
  | { kind: 'body'; contentType: string; body: string }
  /** Another service than OpenAI's: it refuses some requests, or sends its answers in another form. */
  | { kind: 'dialect'; dialect: Dialect }
  | { kind: 'reply'; reply: Reply }
  /** Concerns the images endpoint. */
  | { kind: 'picture'; picture: PictureEffect }
  | { kind: 'alter'; alter: (completion: ChatCompletion, request: ChatRequest) => ChatCompletion }

/**
 * What the images endpoint does: refuses by its content policy, gives no picture, gives bytes that are none, gives an
 * address in place of the bytes, gives an address that does not exist.
 */
export type PictureEffect = 'refused' | 'none' | 'text' | 'address' | 'gone'

/** One fault of the demo model. It has one kind of call, so a fault is always set for all. */
export interface FaultRow extends Row<never, FaultParams> {
  effect(params: FaultParams): Effect
}
