import type { Conversation, Person } from '../directory'
import { ids } from '../ids'
import { contentFields } from './contents'
import { standaloneContext } from './context'
import type { MessageCommon, OutgoingMessage } from './messages'
import type { CallbackContext } from './types'

/**
 * Builds the body that DingTalk would post for a message, with all its fields, without posting it.
 *
 * Without a context, the sender is the first person of a default directory, and sessions and download codes do not
 * work; the emulator's `build` gives working ones. A `raw` message is returned unchanged.
 */
export function buildCallback(message: OutgoingMessage, given: Partial<CallbackContext> = {}): unknown {
  if (message.kind === 'raw') return message.body
  const context = withRobotCode({ ...standaloneContext(given.now), ...given }, message.robotCode)
  const { directory } = context
  const sender = directory.person(message.from ?? directory.people[0]?.id ?? '(an empty directory)')
  const conversation = message.in ? directory.conversation(message.in) : directory.directChat(sender)
  const body: Record<string, unknown> = {
    ...commonFields(message, sender, conversation, context),
    ...(conversation.type === '2' && groupFields(message, conversation, context)),
    ...contentFields(message, conversation, context),
  }
  applyVariant(body, message)
  for (const field of message.omit ?? []) delete body[field]
  return { ...body, ...message.override }
}

function commonFields(
  message: OutgoingMessage,
  sender: Person,
  conversation: Conversation,
  context: CallbackContext,
) {
  const { robot } = context
  const createAt = message.createdAt ?? context.now()
  const msgId = message.msgId ?? ids.msg()
  const newerFields = message.variant?.newerFields !== false
  const session = context.openSession({ msgId, conversationId: conversation.id, from: sender.id })
  return {
    conversationId: conversation.id,
    ...(newerFields && { openThreadId: conversation.id }),
    chatbotCorpId: robot.corpId,
    chatbotUserId: robot.userId,
    msgId,
    senderId: sender.senderId,
    senderNick: sender.nick,
    ...(sender.staffId && message.variant?.staffId !== false && { senderStaffId: sender.staffId }),
    ...(sender.staffId && { senderCorpId: robot.corpId }),
    ...(newerFields && { senderUnionId: sender.unionId, senderPlatform: sender.platform }),
    isAdmin: sender.isAdmin,
    createAt,
    sessionWebhook: session.url,
    sessionWebhookExpiredTime: session.expiresAt,
    robotCode: robot.code,
    conversationType: conversation.type,
  }
}

function groupFields(message: OutgoingMessage, group: Conversation, context: CallbackContext) {
  const mentioned =
    message.mentions?.map(context.directory.person) ?? mentionedByNick(message, group, context)
  const atUsers = mentioned.map(({ senderId, staffId }) => ({
    dingtalkId: senderId,
    ...(staffId && { staffId }),
  }))
  return {
    conversationTitle: group.title,
    isInAtList: true,
    // DingTalk lists the robot too, by its encrypted id only.
    atUsers: [{ dingtalkId: context.robot.userId }, ...atUsers],
  }
}

function mentionedByNick(message: OutgoingMessage, group: Conversation, context: CallbackContext): Person[] {
  const text = textOf(message, context)
  if (!text.includes('@')) return []
  return group.members.map(context.directory.person).filter((person) => text.includes(`@${person.nick}`))
}

function textOf(message: OutgoingMessage, context: CallbackContext): string {
  if (message.kind === 'text') return message.text
  if (message.kind !== 'richText') return ''
  const pieces = message.pieces.map((piece) => {
    if ('text' in piece) return piece.text
    return 'at' in piece ? `@${context.directory.person(piece.at).nick}` : ''
  })
  return pieces.join('\n')
}

function applyVariant(body: Record<string, unknown>, { variant }: MessageCommon): void {
  const content = body.content as Record<string, unknown> | undefined
  if (variant?.numbersAsStrings) {
    stringifyNumbers(body)
    if (content) stringifyNumbers(content)
  }
  if (variant?.contentAsJson && content) body.content = JSON.stringify(content)
}

function stringifyNumbers(fields: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value === 'number') fields[key] = String(value)
  }
}

function withRobotCode(context: CallbackContext, code: string | undefined): CallbackContext {
  if (code === undefined) return context
  return {
    ...context,
    robot: { ...context.robot, code },
    keepFile: (file, kind) => context.keepFile(file, kind, code),
  }
}
