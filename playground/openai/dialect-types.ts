import type { ChatCompletion, ChatRequest } from './protocol'

/** A response as other services send it. */
export interface ServiceResponse {
  status: number
  contentType: string
  body: string
}

/** What a service that is compatible with OpenAI does differently. */
export interface Dialect {
  /** The refusal of a request; undefined where the service answers it. */
  refuse?(request: ChatRequest, promptTokens: number): ServiceResponse | undefined
  /** The form in which the service sends its answer; by default the one of OpenAI. */
  send?(completion: ChatCompletion): ServiceResponse
}
