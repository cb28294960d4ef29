/**
 * Reads the body of a callback, which is untrusted.
 *
 * Required is only what identifies a message; unknown kinds are `unsupported`. Field names: open.dingtalk.com,
 * "receive-message"; quoted messages are undocumented and read in both shapes that were seen.
 */
import { toContent } from './content'
import type { IncomingMessage } from './types'
import { asNumber, asObject, asString } from './untrusted'

/** Far longer than any id of DingTalk's, and short enough for a database key. */
const MAX_ID_LENGTH = 256

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
function toKind(value: unknown): IncomingMessage['conversation']['kind'] | undefined {
  const type = asNumber(value)
  return type === 1 ? 'direct' : type === 2 ? 'group' : undefined
}

function toWebhook(fields: Record<string, unknown>): Pick<IncomingMessage, 'webhook'> {
  const url = asString(fields.sessionWebhook)
  if (!url) return {}
  const expiresAt = asNumber(fields.sessionWebhookExpiredTime)
  return { webhook: { url, ...(expiresAt === undefined ? {} : { expiresAt }) } }
}
