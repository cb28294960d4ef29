/** Which conversation a message belongs to, and the order within it. */
import type { IncomingMessage } from '../dingtalk/types'

/** The key of a session: one person in a conversation or, with `group`, everyone in the group together. */
export function toSessionKey(
  { robotCode, conversation, sender }: IncomingMessage,
  scope: 'user' | 'group',
): string {
  const shared = scope === 'group' && conversation.kind === 'group'
  return [robotCode, conversation.id, shared ? '' : sender.id].join('|')
}

let last = 0

/** The time of arrival in ms since the epoch, with a fraction so that no two messages of a process have the same. */
export function nextReceivedAt(): number {
  last = Math.max(Date.now(), last + 0.001)
  return last
}
