import { h } from '../lib/dom.js'
import { state } from '../state.js'
import { texts } from '../texts/language.js'
import { say } from './say.js'

/** What an empty conversation shows: a welcome at the very beginning, a hint later. */
export function welcome(open) {
  const t = texts()
  if (state.messages.size > 0) return h('div.welcome.small', {}, h('p', {}, t.emptyChat))
  return h(
    'section.welcome',
    { 'aria-label': t.welcome.title },
    h('img', { src: '/playground/page/icon.svg', alt: '', width: 64, height: 64 }),
    h('h3', {}, t.welcome.title),
    h('p', {}, t.welcome.text),
    h('p.welcome-try', {}, t.welcome.try),
    h(
      'div.things',
      {},
      t.welcome.things.map((thing) =>
        h('button.thing', { type: 'button', on: { click: () => say(thing, open) } }, thing),
      ),
    ),
  )
}
