import { type Conversation, createDirectory, type Directory, type Person } from '../directory'
import { ids } from '../ids'
import { contentFields } from './contents'
import type { Attachment, MessageCommon, OutgoingMessage } from './messages'

/** The robot as DingTalk knows it. */
export interface Robot {
  /** For an enterprise app's robot the same string as its AppKey. */
  code: string
  name: string
  /** Its encrypted id, as in `chatbotUserId` and `atUsers`. */
  userId: string
  corpId: string
}

/** How long a sessionWebhook lives, in milliseconds: an hour and a half and a little, as five samples show. */
export const SESSION_LIFETIME_MS = 5_400_133

/** What a file is to DingTalk; a `thumbnail` is what pictureDownloadCode stands for. */
export type FileKind = 'picture' | 'thumbnail' | 'audio' | 'video' | 'file'

/** What it takes to build a payload: who exists, what time it is, and where sessions and files are kept. */
export interface CallbackContext {
  robot: Robot
  directory: Directory
  /** Milliseconds since 1970. */
  now(): number
  /** Opens a sessionWebhook for an answer to this message; `expiresAt` in milliseconds since 1970. */
  openSession(about: { msgId: string; conversationId: string; from: string }): {
    url: string
    expiresAt: number
  }
  /** Keeps a file's bytes and answers the download code for them, good for this robot only. */
  keepFile(file: Attachment, kind: FileKind, robotCode?: string): string
}

/** The robot that is used when nothing else is said. */
export const DEFAULT_ROBOT: Robot = {
  code: 'dingabcdefghijklmnop',
  name: 'AI助手',
  userId: '$:LWCP_v1:$Rb0tRb0tRb0tRb0tRb0tRb0tRb0tRb0t',
  corpId: 'ding1234567890abcdef35c2f4657eb6378f',
}

/**
 * Builds the body DingTalk would post for a message, field for field, without posting it.
 *
 * Without a context the people are the first ones of the directory, and the sessions and download codes have the real
 * shape and lead nowhere; the emulator's own `build` gives ones that work. A `raw` message comes back as it is.
 */
export function buildCallback(message: OutgoingMessage, given: Partial<CallbackContext> = {}): unknown {
  if (message.kind === 'raw') return message.body
  const context = withRobotCode({ ...standalone(given.now), ...given }, message.robotCode)
  const person = context.directory.person(message.from ?? context.directory.people[0]?.id ?? 'nobody')
  const where = message.in ? context.directory.conversation(message.in) : context.directory.directChat(person)
  const body: Record<string, unknown> = {
    ...commonFields(message, person, where, context),
    ...(where.type === '2' && groupFields(message, where, context)),
    ...contentFields(message, where, context),
  }
  applyVariant(body, message)
  for (const field of message.omit ?? []) delete body[field]
  return { ...body, ...message.override }
}

function commonFields(
  message: OutgoingMessage,
  person: Person,
  where: Conversation,
  context: CallbackContext,
) {
  const { robot } = context
  const createAt = message.createdAt ?? context.now()
  const msgId = message.msgId ?? ids.msg()
  const newer = message.variant?.newerFields !== false
  const session = context.openSession({ msgId, conversationId: where.id, from: person.id })
  return {
    conversationId: where.id,
    ...(newer && { openThreadId: where.id }),
    chatbotCorpId: robot.corpId,
    chatbotUserId: robot.userId,
    msgId,
    senderId: person.senderId,
    senderNick: person.nick,
    ...(person.staffId && message.variant?.staffId !== false && { senderStaffId: person.staffId }),
    ...(person.staffId && { senderCorpId: robot.corpId }),
    ...(newer && { senderUnionId: person.unionId, senderPlatform: person.platform }),
    isAdmin: person.isAdmin,
    createAt,
    sessionWebhook: session.url,
    sessionWebhookExpiredTime: session.expiresAt,
    robotCode: robot.code,
    conversationType: where.type,
  }
}

function groupFields(message: OutgoingMessage, where: Conversation, context: CallbackContext) {
  const mentioned =
    message.mentions?.map(context.directory.person) ?? mentionedByNick(message, where, context)
  const atUsers = mentioned.map(({ senderId, staffId }) => ({
    dingtalkId: senderId,
    ...(staffId && { staffId }),
  }))
  return {
    conversationTitle: where.title,
    isInAtList: true,
    // The robot itself is in the list, by its encrypted id only.
    atUsers: [{ dingtalkId: context.robot.userId }, ...atUsers],
  }
}

function mentionedByNick(message: OutgoingMessage, where: Conversation, context: CallbackContext): Person[] {
  const text = wordsOf(message, context)
  if (!text.includes('@')) return []
  return where.members.map(context.directory.person).filter((person) => text.includes(`@${person.nick}`))
}

function wordsOf(message: OutgoingMessage, context: CallbackContext): string {
  if (message.kind === 'text') return message.text
  if (message.kind !== 'richText') return ''
  return message.pieces
    .map((piece) =>
      'text' in piece ? piece.text : 'at' in piece ? `@${context.directory.person(piece.at).nick}` : '',
    )
    .join('\n')
}

function applyVariant(body: Record<string, unknown>, message: MessageCommon): void {
  const content = body.content as Record<string, unknown> | undefined
  if (message.variant?.numbersAsStrings) {
    for (const holder of [body, content]) {
      for (const [key, value] of Object.entries(holder ?? {})) {
        if (holder && typeof value === 'number') holder[key] = String(value)
      }
    }
  }
  if (message.variant?.contentAsJson && content) body.content = JSON.stringify(content)
}

function withRobotCode(context: CallbackContext, code: string | undefined): CallbackContext {
  if (code === undefined) return context
  return {
    ...context,
    robot: { ...context.robot, code },
    keepFile: (file, kind) => context.keepFile(file, kind, code),
  }
}

let sharedDirectory: Directory | undefined

function standalone(now: () => number = Date.now): CallbackContext {
  sharedDirectory ??= createDirectory()
  return {
    robot: DEFAULT_ROBOT,
    directory: sharedDirectory,
    now,
    openSession: () => ({
      url: `https://oapi.dingtalk.com/robot/sendBySession?session=${ids.session()}`,
      expiresAt: now() + SESSION_LIFETIME_MS,
    }),
    keepFile: () => ids.download(),
  }
}
