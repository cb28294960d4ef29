import type { Directory } from '../directory'
import type { Attachment } from './messages'

/** The robot as DingTalk knows it. */
export interface Robot {
  /** The robotCode; for an enterprise app's robot the same string as its AppKey. */
  code: string
  name: string
  /** Its encrypted id, as in `chatbotUserId` and `atUsers`. */
  userId: string
  corpId: string
}

/** How a file is used; `thumbnail` is the small copy behind a pictureDownloadCode. */
export type FileUse = 'picture' | 'thumbnail' | 'audio' | 'video' | 'file'

/** The message that a sessionWebhook answers. */
export interface Session {
  msgId: string
  conversationId: string
  /** `Person.id` of the sender. */
  from: string
}

/** What is needed to build a callback body. */
export interface CallbackContext {
  robot: Robot
  directory: Directory
  /** Milliseconds since 1970. */
  now(): number
  /** Opens a sessionWebhook; `expiresAt` in milliseconds since 1970. */
  openSession(session: Session): { url: string; expiresAt: number }
  /** Stores a file's bytes and returns a download code for them, valid for one robot (default: `robot`). */
  keepFile(file: Attachment, kind: FileUse, robotCode?: string): string
}

/** How a callback is posted; everything has a default, and the callback faults that are set add to it. */
export interface SendOptions {
  /** How long to wait for the bot's response; default: `settings.callbackTimeoutMs`. A later one is ignored. */
  timeoutMs?: number
  /** How often the same message is posted again, freshly signed. A number means all at once. */
  redeliver?: number | Redelivery
  /** Added to the time in the timestamp header; negative is the past. */
  skewMs?: number
  /** The timestamp header, instead of the time; the sign is computed over it. */
  timestamp?: string
  /** `wrong`: base64 of 32 other bytes; `secret`: signed with this one instead of the app's; default: right. */
  sign?: 'right' | 'wrong' | 'garbage' | 'missing' | { secret: string }
  /** Headers to add or, as undefined, to remove; they override all other options. */
  headers?: Record<string, string | undefined>
}

/** When the same message is posted again. Whether DingTalk does this to robots over HTTP is not known. */
export interface Redelivery {
  times: number
  /** From one post to the next; default 0. */
  delayMs?: number
  /** `always` (default): after any response. `unacknowledged`: after a time-out, or a status other than 200. */
  when?: 'always' | 'unacknowledged'
}
