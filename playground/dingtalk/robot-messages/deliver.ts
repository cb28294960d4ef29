import type { Conversation, Person } from '../directory'
import { ids } from '../ids'
import type { EmulatorState } from '../state'
import type { Delivery } from '../store/records'
import type { RenderedMessage } from './rendered-message'

/** Records a robot's message as delivered to every member of a conversation (or to an unknown conversation's id). */
export function deliver(
  state: EmulatorState,
  to: Conversation | string,
  message: RenderedMessage,
  origin: Pick<Delivery, 'via' | 'msgId' | 'processQueryKey' | 'card'>,
): void {
  const conversation = typeof to === 'string' ? state.directory.findConversation(to) : to
  state.recorder.delivery({
    id: state.recorder.nextId(),
    at: state.clock.now(),
    ...origin,
    conversationId: conversation?.id ?? (to as string),
    conversationType: conversation?.type ?? '1',
    recipients: conversation?.members ?? [],
    ...message,
  })
}

/** Delivers a message to each person's direct chat with the robot and returns its processQueryKey. */
export function deliverToPeople(state: EmulatorState, people: Person[], message: RenderedMessage): string {
  const processQueryKey = ids.processQuery()
  for (const person of people) {
    deliver(state, state.directory.directChat(person), message, { via: 'api', processQueryKey })
  }
  return processQueryKey
}
