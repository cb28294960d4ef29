/**
 * Reads the body of a callback, which is untrusted.
 *
 * Required is only what identifies a message; unknown kinds are `unsupported`. Every field is bounded, so that no body
 * can fill the database. Field names: open.dingtalk.com, "receive-message".
 */
import { asArray, asCode, asLine, asNumber, asObject, asString } from '../untrusted'
import { toContent } from './content'
import { MAX_NAME } from './elements'
import { isFromRobot, toQuotedMessage } from './quotes'
import type { IncomingMessage } from './types'

/** Far longer than any id of DingTalk's, and short enough for a database key. */
const MAX_ID_LENGTH = 256
/** Ten times the length of a webhook of DingTalk's. */
const MAX_WEBHOOK_LENGTH = 2_048
/** Mentions that are read. */
const MAX_MENTIONED = 20
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
    conversation: present({
      id: conversationId,
      kind,
      title: kind === 'group' ? asLine(fields.conversationTitle, MAX_NAME) : undefined,
    }),
    sender: present({
      id: staffId || senderId,
      staffId: staffId || undefined,
      name: asLine(fields.senderNick, MAX_NAME),
    }),
    botName: asLine(toRobotNick(fields), MAX_NAME),
    mentioned: toMentioned(fields),
    webhook: toWebhook(fields),
    content: toContent(type, fields),
  })
}

/** An id as it came, '' when absent, `malformed` when it is anything but a short string. */
function toId(value: unknown): string | 'malformed' {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' && value.length <= MAX_ID_LENGTH ? value : 'malformed'
}

/** The robot's own mention has no staff id, and neither have people outside the organisation. */
function toMentioned({ atUsers }: Record<string, unknown>): string[] | undefined {
  const ids = asArray(atUsers)
    .slice(0, MAX_MENTIONED)
    .map((one) => toId(asObject(one)?.staffId))
    .filter((id) => id !== '' && id !== 'malformed')
  return ids.length > 0 ? ids : undefined
}

/** A quoted message of the robot's own shows what it is called. */
function toRobotNick(fields: Record<string, unknown>): unknown {
  const quoted = toQuotedMessage(fields)
  return quoted && isFromRobot(fields, quoted) ? quoted.senderNick : undefined
}

function toWebhook(fields: Record<string, unknown>): IncomingMessage['webhook'] {
  const url = asCode(fields.sessionWebhook, MAX_WEBHOOK_LENGTH)
  return url ? present({ url, expiresAt: asNumber(fields.sessionWebhookExpiredTime) }) : undefined
}

/** Leaves undefined fields out: the database would store them as null. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
