/**
 * Reads the body of a callback, which is untrusted.
 *
 * Required is only what identifies a message; unknown kinds are `unsupported`. Field names: open.dingtalk.com,
 * "receive-message"; quoted messages are undocumented and read in both shapes that were seen.
 */
import { asNumber, asObject, asString } from '../untrusted'
import { isFromRobot, toContent, toQuotedMessage } from './content'
import type { IncomingMessage } from './types'

/** Far longer than any id of DingTalk's, and short enough for a database key. */
const MAX_ID_LENGTH = 256
const MAX_NAME_CHARACTERS = 40
/** By `conversationType`, which is a text or a number. */
const CONVERSATION_KINDS: Record<number, IncomingMessage['conversation']['kind']> = {
  1: 'direct',
  2: 'group',
}

/**
 * Reads a callback's body.
 * @param body the parsed JSON of the request
 * @param fallbackRobotCode for robots that send no `robotCode` of their own
 * @returns `undefined` for what is not a robot message: an id that is missing, too long or not a string
 */
export function parse(body: unknown, fallbackRobotCode = ''): IncomingMessage | undefined {
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
  const kind = CONVERSATION_KINDS[asNumber(fields.conversationType) ?? 0]
  if (!type || !kind) return undefined

  const code = robotCode || fallbackRobotCode
  return present({
    id: `${code}:${msgId}`,
    robotCode: code,
    type: type.slice(0, 40),
    conversation: { id: conversationId, kind },
    sender: present({
      id: staffId || senderId,
      staffId: staffId || undefined,
      name: toName(fields.senderNick),
    }),
    botName: toName(toRobotNick(fields)),
    webhook: toWebhook(fields),
    content: toContent(type, fields),
  })
}

/** An id as it came, '' when absent, `malformed` when it is anything but a short string. */
function toId(value: unknown): string | 'malformed' {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' && value.length <= MAX_ID_LENGTH ? value : 'malformed'
}

/** A display name, which people choose themselves: one line without control characters, bounded. */
function toName(value: unknown): string | undefined {
  const name = (asString(value) ?? '')
    .slice(0, MAX_ID_LENGTH)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
  return Array.from(name).slice(0, MAX_NAME_CHARACTERS).join('') || undefined
}

/** A quoted message of the robot's own shows what it is called. */
function toRobotNick(fields: Record<string, unknown>): unknown {
  const quoted = toQuotedMessage(fields)
  return quoted && isFromRobot(fields, quoted) ? quoted.senderNick : undefined
}

function toWebhook(fields: Record<string, unknown>): IncomingMessage['webhook'] {
  const url = asString(fields.sessionWebhook)
  return url ? present({ url, expiresAt: asNumber(fields.sessionWebhookExpiredTime) }) : undefined
}

/** Leaves undefined fields out: the database would store them as null. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
