/** Messages from DingTalk and to DingTalk, as the rest of the bot sees them. Plain data. */
import type { Piece, Quote } from '../bot/question'
import type { DeliveryFailure } from '../errors'

/** What a message says. */
export type Content =
  | { kind: 'pieces'; pieces: Piece[]; quote?: Quote }
  /** Only an @ and nothing else. */
  | { kind: 'empty' }
  /** A kind the bot cannot read, by DingTalk's name for it. */
  | { kind: 'unsupported'; type: string }
  /** The organisation used up its monthly pushes: DingTalk sends `errorCode` 20001 and no message. */
  | { kind: 'over-quota' }

export interface IncomingMessage {
  /** `robotCode:msgId`: several robots in one group get the same `msgId`. */
  id: string
  robotCode: string
  /** `msgtype` as it came, for the log. */
  type: string
  /** `title` is the group's name: one line of at most 40 characters. */
  conversation: { id: string; kind: 'direct' | 'group'; title?: string }
  /**
   * `name` is chosen by the person: one line of at most 40 characters. `staffId` is absent for people outside the
   * organisation, and before the robot's version is published.
   */
  sender: { id: string; staffId?: string; name?: string }
  /** Staff ids of the other people whom the message mentions. */
  mentioned?: string[]
  /** What the robot is called in this conversation, where the message shows it. */
  botName?: string
  /** Where an answer can be posted without a token, until `expiresAt` (ms) if that is given. Not verified. */
  webhook?: { url: string; expiresAt?: number }
  content: Content
}

/** The ways to send a message: the robot API, the webhook that came with the message, or a card that is open. */
export type Channel = 'api' | 'webhook' | 'card'

/** An answer in the form in which it is sent. */
export interface OutgoingMessage {
  /** What the phone's notification shows of Markdown; plain text needs none. */
  title: string
  markdown: boolean
  /** Each is a message of its own. */
  parts: string[]
  /** The only part shows a picture, by this media id. */
  picture?: string
  /** The parts are not all of the answer. */
  isCut?: boolean
}

/** The fields of a message that its answer is addressed by. */
export type Recipient = Pick<IncomingMessage, 'robotCode' | 'conversation' | 'sender' | 'webhook'>

/** Why DingTalk did not take a message on a channel; `evidence` is its status and code. */
export interface Refusal {
  channel: Channel
  failure: DeliveryFailure
  evidence?: string
}
