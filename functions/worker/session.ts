/** Small readings of a message that several rooms share: its session, its command, and turns made of it. */
import { type Command, parseCommand } from '../bot/commands'
import type { Incoming } from '../dingtalk/message'
import type { Choice, TurnDocument } from '../storage/turns'

/** Who shares a memory: a person in a conversation, or (`group`) everybody in the group. */
export function toSessionKey({ robotCode, conversation, sender }: Incoming, scope: 'user' | 'group'): string {
  const shared = scope === 'group' && conversation.kind === 'group'
  return [robotCode, conversation.id, shared ? '' : sender.id].join('|')
}

/** The command a message is, if it is one word or command and nothing else. */
export function readCommand({ content }: Incoming): Command | 'unknown' | undefined {
  if (content.kind !== 'pieces' || content.quote || content.pieces.length !== 1) return undefined
  const [only] = content.pieces
  return only && 'text' in only ? parseCommand(only.text) : undefined
}

/** A document for `chats`; `askedAt` is when the message came, ms, and `keepMs` how long it may stay. */
export function toTurn(
  message: Incoming,
  session: string,
  fields: { role: TurnDocument['role']; content: string; askedAt: number; keepMs: number; choice: Choice },
): TurnDocument {
  const { keepMs, ...rest } = fields
  return {
    _id: `${message.id}:${fields.role}`,
    session,
    conversationId: message.conversation.id,
    person: message.sender.id,
    messageId: message.id,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + keepMs),
    ...rest,
  }
}

let last = 0

/** When a message came, in ms: later for every message, also within one millisecond, so that order is certain. */
export function nextReceivedAt(): number {
  last = Math.max(Date.now(), last + 0.001)
  return last
}
