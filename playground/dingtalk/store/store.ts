import type { RouteKind } from '../api/kinds'
import type { RenderedMessage } from '../messages/rendered-message'

/** One POST of a callback to the bot; a redelivery is another one. */
export interface Callback {
  id: number
  /** When it was posted, ms since 1970. */
  at: number
  url: string
  /** The kind of the message, as `OutgoingMessage` names it. */
  kind: string
  msgId?: string
  conversationId?: string
  /** `Person.id` of the sender. */
  from?: string
  /** 0: the first time this message was posted; 1 and more: again. */
  redelivery: number
  /** The headers DingTalk adds; `sign` is masked. */
  headers: Record<string, string>
  /** The body that was posted. */
  body: unknown
  /** HTTP status of the bot's answer; absent while there is none. */
  status?: number
  responseBody?: string
  /** From posting to the end of the answer, in real milliseconds. */
  latencyMs?: number
  /** The bot did not answer in time; what it says later is lost. */
  timedOut: boolean
  /** What went wrong with the connection. */
  error?: string
  /** The later posts of the same message, on the first one's record. */
  redeliveries: Callback[]
}

/** One call of the bot to DingTalk. */
export interface ApiCall {
  id: number
  at: number
  route: RouteKind | 'unknown'
  method: string
  /** With its query; secrets in it are masked. */
  path: string
  /** The access token that came with it, masked. */
  token?: string
  /** Parsed if it was JSON, else the text; secrets masked. */
  requestBody?: unknown
  /** `msgParam` of a send, parsed. */
  msgParam?: unknown
  /** Absent when the connection was cut or left hanging. */
  status?: number
  responseBody?: unknown
  durationMs: number
  /** DingTalk did what it was asked to, even if the bot never heard of it. */
  accepted: boolean
  /** The fault that decided this call. */
  fault?: string
}

/** One message of the robot that somebody sees. */
export interface Delivery extends RenderedMessage {
  id: number
  at: number
  via: 'api' | 'webhook' | 'body'
  conversationId: string
  conversationType: '1' | '2'
  /** `Person.id` of everybody who sees it. */
  recipients: string[]
  /** The message it answers, where the way it came tells: a session or a response body. */
  msgId?: string
  processQueryKey?: string
}

/** What a listener hears; `answer` is the same callback once more, when its answer is there. */
export type DingTalkEvent =
  | { type: 'callback' | 'answer'; callback: Callback }
  | { type: 'call'; call: ApiCall }
  | { type: 'delivery'; delivery: Delivery }

/** Everything the emulator saw and did. */
export interface Store {
  readonly calls: ApiCall[]
  readonly deliveries: Delivery[]
  readonly callbacks: Callback[]
  /** Exact however much of the lists was dropped. */
  readonly counts: {
    calls: Record<RouteKind | 'unknown', number>
    /** Calls that DingTalk accepted. */
    accepted: Record<RouteKind | 'unknown', number>
    deliveries: number
    callbacks: number
    /** Different access tokens given out. */
    tokens: number
  }
}
