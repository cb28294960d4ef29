import type { Directory } from '../dingtalk/directory'
import type { Delivery } from '../dingtalk/store/records'
import type { ChatMessage } from './types'

/** A robot's message as the page shows it: the same words, with @-ed ids turned into names as DingTalk's clients do. */
export function toBubble(
  delivery: Delivery,
  directory: Directory,
  answers: string | undefined,
): Omit<ChatMessage, 'id'> {
  const people = delivery.atUserIds.map((id) => directory.findStaff(id)).filter((one) => one !== undefined)
  let text = delivery.text
  for (const { staffId, nick } of people) if (staffId) text = text.replaceAll(`@${staffId}`, `@${nick}`)
  return {
    at: delivery.at,
    conversationId: delivery.conversationId,
    from: 'robot',
    kind: KINDS[delivery.kind] ?? 'card',
    text: text || delivery.media || '',
    answers,
    via: delivery.via,
    ...(delivery.title && { title: delivery.title }),
    ...(people.length > 0 && { mentions: people.map(({ nick }) => nick) }),
    ...(delivery.links && { links: delivery.links }),
    ...(delivery.processQueryKey && { processQueryKey: delivery.processQueryKey }),
  }
}

const KINDS: Record<string, ChatMessage['kind']> = {
  text: 'text',
  sampleText: 'text',
  markdown: 'markdown',
  sampleMarkdown: 'markdown',
}
