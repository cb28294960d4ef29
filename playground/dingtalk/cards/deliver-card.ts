import { toFields } from '../../shared/json'
import { ids } from '../ids'
import { deliver } from '../robot-messages/deliver'
import type { EmulatorState } from '../state'
import { type Card, shownText } from './card'
import type { Space } from './spaces'

/** One row of `deliverResults`. */
export interface DeliverResult {
  spaceType: Space['type']
  spaceId: string
  success: boolean
  carrierId: string
  errorMsg: string
}

/** Delivers a card to a space, or returns the result of the earlier delivery: a card is shown once in a conversation. */
export function deliverCard(
  card: Card,
  { type, id, conversation }: Space,
  body: Record<string, unknown>,
  state: EmulatorState,
): DeliverResult {
  const space = { spaceType: type, spaceId: id }
  if (!conversation) return { ...space, success: false, carrierId: '', errorMsg: 'spaceId is illegal' }
  const earlier = card.deliveredTo.find(({ conversationId }) => conversationId === conversation.id)
  if (earlier) return { ...space, success: true, carrierId: earlier.carrierId, errorMsg: '' }
  const carrierId = ids.processQuery()
  card.deliveredTo.push({ conversationId: conversation.id, carrierId })
  const { atUserIds, recipients } = toFields(type === 'IM_GROUP' ? body.imGroupOpenDeliverModel : {})
  const mentioned = Object.keys(toFields(atUserIds))
  const message = {
    kind: 'card',
    title: card.preview,
    text: shownText(card),
    atUserIds: mentioned.filter((userId) => userId !== '@ALL'),
    atAll: mentioned.includes('@ALL'),
  }
  const origin = { via: 'card' as const, processQueryKey: carrierId, card }
  deliver(state, toRecipients(conversation, recipients, state), message, origin)
  return { ...space, success: true, carrierId, errorMsg: '' }
}

// `recipients` limits who sees the card in a group.
function toRecipients(
  conversation: NonNullable<Space['conversation']>,
  recipients: unknown,
  { directory }: EmulatorState,
) {
  if (!Array.isArray(recipients) || recipients.length === 0) return conversation
  const members = conversation.members.filter((id) => recipients.includes(directory.person(id).staffId))
  return { ...conversation, members }
}
