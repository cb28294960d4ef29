import { avatar, nameOf } from '../lib/avatar.js'
import { h } from '../lib/dom.js'
import { duration } from '../lib/time.js'
import { texts } from '../texts/language.js'

/** The seconds are shown after this long. */
const SHOW_SECONDS_MS = 1_500

/** The robot's typing indicator, from the acknowledgement of a message until its answer; in a group it says for whom. */
export function typingIndicator({ at, status, from }, { type }) {
  const t = texts()
  const what = status.reason === 'postponed' ? t.status.postponed : t.typing
  const seconds = h('span.typing-time')
  const row = h(
    'div.row.typing',
    {},
    avatar('robot'),
    h(
      'div.bubble-box',
      {},
      h(
        'div.bubble',
        {},
        h('span.dots', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
        h('span', {}, type === '2' ? t.typingFor(nameOf(from), what) : what),
        seconds,
      ),
    ),
  )
  const tick = () => {
    const ms = Date.now() - at
    seconds.textContent = ms > SHOW_SECONDS_MS ? duration(Math.floor(ms / 1_000) * 1_000) : ''
  }
  const timer = setInterval(() => (row.isConnected ? tick() : clearInterval(timer)), 500)
  tick()
  return row
}
