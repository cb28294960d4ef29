import type { ConversationRef, PersonRef } from '../directory'

/** A message that a person sends to the robot. */
export type OutgoingMessage = MessageCommon & MessageKind

/** The name of a kind of message. */
export type MessageKindName = MessageKind['kind']

/** The fields of every message, all optional. */
export interface MessageCommon {
  /** Default: the first person of the directory. */
  from?: PersonRef
  /** Default: the sender's direct chat with the robot. */
  in?: ConversationRef
  /** Other members who are @-ed in a group; default: every member whose `@nick` is in the text. */
  mentions?: PersonRef[]
  msgId?: string
  /** Milliseconds since 1970; default: now. */
  createdAt?: number
  /** The robotCode of another robot: in a group each robot gets the same msgId under its own robotCode. */
  robotCode?: string
  /** Differences from DingTalk's documentation that were seen in real callbacks. */
  variant?: WireVariant
  /** Top-level fields to leave out. */
  omit?: string[]
  /** Top-level fields to set, after everything else. */
  override?: Record<string, unknown>
}

/** Differences between real callbacks; a robot has to read all of them. */
export interface WireVariant {
  /** `content` is a JSON string instead of an object. */
  contentAsJson?: boolean
  /** createAt, sessionWebhookExpiredTime, duration and errorCode are strings of digits. */
  numbersAsStrings?: boolean
  /** false: an older callback, without openThreadId, senderPlatform, senderUnionId and originalMsgId. */
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
  /** The organisation has used up its monthly callbacks: the body has an error code and no text. */
  | { kind: 'overQuota' }
  /** A body that is posted unchanged, signed as always: a string or bytes as they are, other values as JSON. */
  | { kind: 'raw'; body: unknown }

/** A part of a richText message: text, a picture, a mention, an emoji. */
export type RichPiece =
  | { text: string; attrs?: Record<string, unknown> }
  | ({ picture: true } & Attachment)
  | { at: PersonRef }
  | { emoji: string }

/** A file in a message; DingTalk gives the robot a download code for it. */
export interface Attachment {
  /** Default: a small sample. */
  bytes?: Uint8Array
  fileName?: string
  /** The content-type of the download; default: application/octet-stream, as DingTalk's often is. */
  contentType?: string
}

/** A message that is quoted. The shapes differ between clients, and DingTalk documents none of them. */
export interface Quote {
  /**
   * `text` (default): text.repliedMsg.content.text; `content`: text.repliedMsg.content.content;
   * `legacy`: a top-level quoteMessage; `idOnly`: isReplyMsg with nothing but originalMsgId.
   */
  shape?: 'text' | 'content' | 'legacy' | 'idOnly'
  /** The kind of the quoted message; default: text. `card` is a robot's card without its text, `cardTree` with it. */
  kind?: 'text' | 'richText' | 'picture' | 'audio' | 'video' | 'file' | 'unknownMsgType' | 'card' | 'cardTree'
  text?: string
  /** For `richText`. */
  pieces?: RichPiece[]
  attachment?: Attachment
  /** The sender of the quoted message; default: the robot. */
  from?: PersonRef | 'robot'
  msgId?: string
  createdAt?: number
  /** originalProcessQueryKey: the send API's response when the robot sent the quoted message. */
  processQueryKey?: string
  /** The message that the quoted message quotes. */
  quote?: Quote
}
