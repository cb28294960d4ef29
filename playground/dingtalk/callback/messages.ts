import type { ConversationRef, PersonRef } from '../directory'

/** What a person sends to the robot: who, where, and one of the kinds DingTalk knows. */
export type OutgoingMessage = MessageCommon & MessageKind

/** The name of a kind of message. */
export type MessageKindName = MessageKind['kind']

/** What every message has; all of it has a sensible default. */
export interface MessageCommon {
  /** Default: the first person of the directory. */
  from?: PersonRef
  /** Default: the sender's direct chat with the robot. */
  in?: ConversationRef
  /** Others who are @-ed in a group; default: everybody in the group whose `@nick` stands in the text. */
  mentions?: PersonRef[]
  msgId?: string
  /** Milliseconds since 1970; default: now. */
  createdAt?: number
  /** Another robot in the same group gets the same msgId under its own robotCode. */
  robotCode?: string
  /** The shapes in which DingTalk is known to differ from its own documentation. */
  variant?: WireVariant
  /** Top-level fields to leave out, as an older or odd payload would. */
  omit?: string[]
  /** Top-level fields to set as they are, last. */
  override?: Record<string, unknown>
}

/** Each was seen on the wire; a robot has to read them all. */
export interface WireVariant {
  /** `content` comes as a string of JSON instead of an object. */
  contentAsJson?: boolean
  /** createAt, sessionWebhookExpiredTime, duration and errorCode come as strings of digits. */
  numbersAsStrings?: boolean
  /** false: an older payload, without openThreadId, senderPlatform, senderUnionId and originalMsgId. */
  newerFields?: boolean
  /** false: no senderStaffId, as before the robot's version is published. */
  staffId?: boolean
}

/** One of the kinds that DingTalk delivers to a robot. */
export type MessageKind =
  | { kind: 'text'; text: string; quote?: Quote }
  | { kind: 'richText'; pieces: RichPiece[]; quote?: Quote }
  | ({ kind: 'picture' } & Attachment)
  | ({ kind: 'audio'; recognition?: string; durationMs?: number } & Attachment)
  | ({ kind: 'video'; durationMs?: number } & Attachment)
  | ({ kind: 'file' } & Attachment)
  | { kind: 'unknownMsgType' }
  | { kind: 'interactiveCard'; url?: string }
  | { kind: 'markdown'; text: string }
  | {
      kind: 'chatRecord'
      title?: string
      summary: string
      records: { senderNick: string; content: string }[]
    }
  /** The organisation used up its monthly pushes: an error code and no text at all. */
  | { kind: 'overQuota' }
  /** Posted as it is: a string or bytes literally, anything else as JSON. Still signed. */
  | { kind: 'raw'; body: unknown }

/** A part of a richText message: words, a picture, somebody's name, an emoji. */
export type RichPiece =
  | { text: string; attrs?: Record<string, unknown> }
  | ({ picture: true } & Attachment)
  | { at: PersonRef }
  | { emoji: string }

/** The bytes behind a message; DingTalk hands the robot a download code for them. */
export interface Attachment {
  /** Default: a small sample. */
  bytes?: Uint8Array
  fileName?: string
  /** What the file server says it is; default: application/octet-stream, as DingTalk's often does. */
  contentType?: string
}

/** A message that is quoted. The shapes differ between clients, and none of them is documented. */
export interface Quote {
  /**
   * `text` (default): text.repliedMsg.content.text; `content`: text.repliedMsg.content.content;
   * `legacy`: a top-level quoteMessage; `idOnly`: isReplyMsg with nothing but originalMsgId.
   */
  shape?: 'text' | 'content' | 'legacy' | 'idOnly'
  /** What was quoted; default: text. `card` is a robot's card without its words, `cardTree` one with them. */
  kind?: 'text' | 'richText' | 'picture' | 'audio' | 'video' | 'file' | 'unknownMsgType' | 'card' | 'cardTree'
  text?: string
  /** For `richText`: pieces of words and pictures. */
  pieces?: RichPiece[]
  attachment?: Attachment
  /** Whose message it is; default: the robot's own. */
  from?: PersonRef | 'robot'
  msgId?: string
  createdAt?: number
  /** originalProcessQueryKey: what the send API answered when the robot sent the quoted message. */
  processQueryKey?: string
  /** The quoted message quotes another one. */
  quote?: Quote
}
