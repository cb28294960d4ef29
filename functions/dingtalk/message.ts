/**
 * A callback's body, of which nothing is known, becomes an `Incoming` message, or nothing.
 *
 * Only what identifies a message is demanded; whatever is merely new or odd is read as far as possible and
 * otherwise ends in the `unsupported` arm. Field names: open.dingtalk.com, "receive-message"; quoted messages
 * are undocumented and read in both shapes that were seen.
 */
import { toContent } from './content'
import { asNumber, asObject, asString } from './untrusted'

/** What a message is made of, in the order it was written. */
export type Piece =
  | { text: string }
  | { picture: string /* downloadCode */ }
  | { file: string /* downloadCode */; name: string }

export interface Quote {
  /** Whether the quoted words are the robot's own. */
  fromRobot: boolean
  pieces: Piece[]
}

export type Content =
  | { kind: 'pieces'; pieces: Piece[]; quote?: Quote }
  /** Only an @ and nothing else. */
  | { kind: 'empty' }
  /** A kind the bot cannot read, by DingTalk's name for it. */
  | { kind: 'unsupported'; type: string }
  /** The organisation used up its monthly pushes: DingTalk sends `errorCode` 20001 and no message. */
  | { kind: 'over-quota' }

export interface Incoming {
  /** `robotCode:msgId`: several robots in one group get the same `msgId`. */
  id: string
  robotCode: string
  /** `msgtype` as it came, for the log. */
  type: string
  conversation: { id: string; kind: 'direct' | 'group' }
  /** `staffId` is absent for people outside the organisation, and before the robot's version is published. */
  sender: { id: string; staffId?: string }
  /** Where an answer can be posted without a token, until `expiresAt` (ms) if that is said. Not to be trusted unchecked. */
  webhook?: { url: string; expiresAt?: number }
  content: Content
}

/** No id of DingTalk's comes near this; a longer one would not fit a database key. */
const MAX_ID_LENGTH = 256

/**
 * Reads a callback's body.
 * @param body whatever the request carried
 * @param fallbackRobotCode for robots that send no `robotCode` of their own
 * @returns `undefined` for what is not a robot message: an id that is missing, too long or not a string
 */
export function parse(body: unknown, fallbackRobotCode = ''): Incoming | undefined {
  const fields = asObject(body)
  if (!fields) return undefined

  const msgId = toId(fields.msgId)
  const conversationId = toId(fields.conversationId)
  const staffId = toId(fields.senderStaffId)
  const senderId = toId(fields.senderId)
  const robotCode = toId(fields.robotCode)
  const ids = [msgId, conversationId, staffId, senderId, robotCode]
  if (ids.includes('malformed') || !msgId || !conversationId || !(staffId || senderId)) return undefined

  const type = asString(fields.msgtype) ?? (fields.errorCode === undefined ? undefined : 'error')
  const kind = toKind(fields.conversationType)
  if (!type || !kind) return undefined

  const code = robotCode || fallbackRobotCode
  return {
    id: `${code}:${msgId}`,
    robotCode: code,
    type: type.slice(0, 40),
    conversation: { id: conversationId, kind },
    sender: { id: staffId || (senderId as string), ...(staffId ? { staffId } : {}) },
    ...toWebhook(fields),
    content: toContent(type, fields),
  }
}

/** An id as it came, '' when absent, `malformed` when it is anything but a short string. */
function toId(value: unknown): string | 'malformed' {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' && value.length <= MAX_ID_LENGTH ? value : 'malformed'
}

/** `"1"` or `"2"`, whether text or number. */
function toKind(value: unknown): Incoming['conversation']['kind'] | undefined {
  const type = asNumber(value)
  return type === 1 ? 'direct' : type === 2 ? 'group' : undefined
}

function toWebhook(fields: Record<string, unknown>): Pick<Incoming, 'webhook'> {
  const url = asString(fields.sessionWebhook)
  if (!url) return {}
  const expiresAt = asNumber(fields.sessionWebhookExpiredTime)
  return { webhook: { url, ...(expiresAt === undefined ? {} : { expiresAt }) } }
}
