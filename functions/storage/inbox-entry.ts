/** A message in the collection `inbox`, and how long things about it last. */

/** A dead owner's message is free after this long. */
export const LEASE_MS = 9_000
/** Two of three prolongations may fail. */
export const RENEW_EVERY_MS = LEASE_MS / 3
/** Longer than a signature can be replayed (one hour, either direction) or a redelivery be late. */
export const KEEP_MS = 24 * 60 * 60 * 1_000

/** A document of the collection `inbox`; `Message` and `Answer` are plain data. Times are ms, `createdAt` a Date. */
export interface InboxEntry<Message, Answer> {
  /** `robotCode:msgId` */
  _id: string
  session: string
  /** The session while this message has its turn, its own `_id` before and after. Unique. */
  sessionLock: string
  state: 'asked' | 'answered' | 'done'
  owner: string
  leaseUntil: number
  /** How many processes have taken it up; all but the last died over it. */
  attempts: number
  receivedAt: number
  /** Gone when done: nothing is kept that is no longer needed. */
  message?: Message
  answer?: Answer
  /** Parts of the answer that DingTalk has accepted. */
  sent: number
  /** The channel those parts took. */
  channel?: string
  outcome?: string
  /** When it was done, ms. */
  doneAt?: number
  createdAt: Date
  /** When the document may go, done or not. */
  expiresAt: Date
}
