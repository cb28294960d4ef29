/** A message in the collection `inbox`, and how long things about it last. */

/** A message of a dead process is free after this long. */
export const LEASE_MS = 9_000
/** Two of three renewals may fail. */
export const RENEW_EVERY_MS = LEASE_MS / 3
/** Longer than a signature can be replayed (one hour, either direction) or a redelivery be late. */
export const KEEP_MS = 24 * 60 * 60 * 1_000

/** A document of the collection `inbox`; `Message` and `Answer` are plain data. Times are ms, `createdAt` a Date. */
export interface InboxEntry<Message = unknown, Answer = unknown> {
  /** `robotCode:msgId` */
  _id: string
  session: string
  /** The session while this message holds its lock, its own `_id` before and after. Unique. */
  sessionLock: string
  state: 'asked' | 'answered' | 'done'
  owner: string
  leaseUntil: number
  /** How many processes have worked on it; all but the last died over it. */
  attempts: number
  receivedAt: number
  /** Removed when done. */
  message?: Message
  /** Removed when done. */
  answer?: Answer
  /** Parts of the answer that DingTalk has accepted. */
  sent: number
  /** The channel those parts took. */
  channel?: string
  /** The result of a message that is done. */
  outcome?: string
  /** When it was done, ms. */
  doneAt?: number
  createdAt: Date
  /** When the document is removed, done or not. */
  expiresAt: Date
}
