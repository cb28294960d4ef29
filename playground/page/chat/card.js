import { h, icon } from '../lib/dom.js'
import { texts } from '../texts/language.js'

/** Whether the robot still writes this card. */
export const isCardOpen = ({ card }) =>
  card?.state !== undefined && !['finished', 'failed'].includes(card.state)

/** Above the text of a card: what the robot does with it; nothing for other messages. */
export function cardState({ card }) {
  if (!card?.state) return undefined
  const t = texts().card
  const name = card.isBlank ? 'blank' : card.state
  return h(
    'p.card-state',
    { class: `card-state is-${name}`, data: { state: card.state } },
    mark(name),
    t[name],
  )
}

/** The reactions of the robot on a person's message. */
export function reactionsOf({ reactions = [] }) {
  if (reactions.length === 0) return undefined
  const label = texts().reactions
  return h(
    'p.reactions',
    { 'aria-label': label, title: label },
    reactions.map((name) => h('span.reaction', {}, name)),
  )
}

function mark(name) {
  if (name === 'finished') return icon('check')
  if (name === 'failed' || name === 'blank') return icon('close')
  return h('span.dots', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))
}
