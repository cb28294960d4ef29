import { avatar } from '../lib/avatar.js'
import { h } from '../lib/dom.js'
import { duration } from '../lib/time.js'
import { texts } from '../texts/language.js'

/** After this long the seconds are worth a word. */
const SHOW_SECONDS_MS = 1_500

/** The robot's dots, from the acknowledgement until an answer is there. */
export function thinkingRow({ at, fate }) {
  const t = texts()
  const seconds = h('span.thinking-time')
  const row = h(
    'div.row.thinking',
    {},
    avatar('robot'),
    h(
      'div.bubble-box',
      {},
      h(
        'div.bubble',
        {},
        h('span.dots', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
        h('span', {}, fate.why === 'postponed' ? t.fate.postponed : t.thinking),
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
