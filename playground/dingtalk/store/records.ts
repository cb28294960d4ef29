import type { RouteKind } from '../api/route-kinds'
import type { MessageKindName } from '../callback/messages'
import type { Card } from '../cards/card'
import type { FaultId } from '../faults/faults'
import type { RenderedMessage } from '../robot-messages/rendered-message'

/** One POST of a callback to the bot; a redelivery is another one. Times in ms since 1970. */
export interface Callback {
  id: number
  at: number
  url: string
  kind: MessageKindName
  msgId?: string
  conversationId?: string
  /** `Person.id` of the sender. */
  from?: string
  /** 0 for the first post of this message, then 1, 2 and so on. */
  redelivery: number
  /** The headers that were posted; `sign` is masked. */
  headers: Record<string, string>
  /** The body that was posted. */
  body: unknown
  /** HTTP status of the bot's response; absent while there is none. */
  status?: number
  responseBody?: string
  /** From the post to the end of the response, in ms of real time. */
  latencyMs?: number
  /** The bot did not respond in time; a later response is ignored. */
  timedOut: boolean
  /** Why the connection failed, for example ECONNREFUSED. */
  error?: string
  /** The later posts of the same message, in the record of the first one. */
  redeliveries: Callback[]
}

/** One call of the bot to DingTalk. */
export interface ApiCall {
  id: number
  at: number
  route: RouteKind | 'unknown'
  method: string
  /** With the query; secrets in it are masked. */
  path: string
  /** The access token of the call, masked. */
  token?: string
  /** Parsed if it is JSON, else the text; secrets are masked. */
  requestBody?: unknown
  /** `msgParam` of a send, parsed. */
  msgParam?: unknown
  /** Absent when the connection was reset or left without a response. */
  status?: number
  responseBody?: unknown
  durationMs: number
  /** DingTalk executed the call, even if the bot got no response. */
  accepted: boolean
  /** The last fault that hit this call. */
  fault?: FaultId
}

/** One message of the robot in a conversation. */
export interface Delivery extends RenderedMessage {
  id: number
  at: number
  /** How it was sent: the robot API, a sessionWebhook, the response body of the callback, or as a card. */
  via: 'api' | 'webhook' | 'body' | 'card'
  conversationId: string
  conversationType: '1' | '2'
  /** `Person.id` of every member who gets it. */
  recipients: string[]
  /** The message it answers; absent if it was sent by the robot API, which does not tell. */
  msgId?: string
  /** The key of the send; of a card its `carrierId`. */
  processQueryKey?: string
  /** The card; `text` is what it shows now. */
  card?: Card
}

/** A reaction of the robot on a person's message. */
export interface Reaction {
  id: number
  at: number
  msgId: string
  conversationId: string
  /** The emoji and the word beside it. */
  name: string
  /** When it was recalled; absent while it is shown. */
  recalledAt?: number
}

/** What a listener is told; `answer` comes after `callback`, when the bot has responded or the post has failed. */
export type DingTalkEvent =
  | { type: 'callback' | 'answer'; callback: Callback }
  | { type: 'call'; call: ApiCall }
  | { type: 'delivery'; delivery: Delivery }
  /** A card was created, delivered or changed. */
  | { type: 'card'; card: Card }
  /** A reaction was added or recalled. */
  | { type: 'reaction'; reaction: Reaction }

/** Everything the emulator received and sent. */
export interface Store {
  readonly calls: ApiCall[]
  readonly deliveries: Delivery[]
  readonly callbacks: Callback[]
  readonly cards: Card[]
  readonly reactions: Reaction[]
  /** Totals since the start or `reset`, also of records that the lists no longer hold. */
  readonly counts: {
    calls: Record<RouteKind | 'unknown', number>
    /** Calls that DingTalk accepted. */
    accepted: Record<RouteKind | 'unknown', number>
    deliveries: number
    callbacks: number
    /** Cards that were created. */
    cards: number
    /** Cards that people see and that are neither finished nor failed now. */
    openCards: number
    /** Different access tokens issued. */
    tokens: number
  }
}
