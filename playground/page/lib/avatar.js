import { state } from '../state.js'
import { texts } from '../texts/language.js'
import { h } from './dom.js'

/** A square with a person's initials. Hidden from screen readers, because the name stands beside it. */
export function avatar(personId, size = '') {
  if (personId === 'robot') return robotAvatar(size)
  const index = state.people.findIndex(({ id }) => id === personId)
  return h(
    'span.avatar',
    { class: `avatar ${size} tone-${Math.max(index, 0) % 5}`, 'aria-hidden': 'true' },
    initials(nameOf(personId)),
  )
}

/** The avatars of a group's first four people. */
export function groupAvatar(members) {
  return h(
    'span.avatar.group',
    { 'aria-hidden': 'true' },
    members.slice(0, 4).map((id) => avatar(id, 'tiny')),
  )
}

/** A person's or the robot's name. */
export function nameOf(personId) {
  if (personId === 'robot') return texts().robot
  return state.people.find(({ id }) => id === personId)?.nick ?? personId
}

function robotAvatar(size) {
  const face = h('img', { src: '/playground/page/icon.svg', alt: '' })
  return h('span', { class: `avatar robot ${size}`, 'aria-hidden': 'true' }, face)
}

/** Two characters of a Chinese name, the first letters of another. */
function initials(name) {
  const plain = name.replace(/\(.*\)|（.*）/g, '').trim()
  const chinese = [...plain].filter((c) => /\p{Script=Han}/u.test(c))
  return chinese.length > 0 ? chinese.slice(-2).join('') : [...plain].slice(0, 2).join('')
}
