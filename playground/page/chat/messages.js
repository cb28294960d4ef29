import { nameOf } from '../lib/avatar.js'
import { fill, h, place } from '../lib/dom.js'
import { clockTime } from '../lib/time.js'
import { conversation, messagesOf, on, state } from '../state.js'
import { texts } from '../texts/language.js'
import { bubbleRow } from './bubble.js'
import { thinkingRow } from './thinking.js'
import { welcome } from './welcome.js'

/** How many messages are drawn at first; older ones on demand. */
const WINDOW = 150
/** Closer to the end than this counts as reading the newest. */
const NEAR_END_PX = 120
/** A new time above a message after such a silence. */
const SILENCE_MS = 5 * 60_000

/** The list of messages: keeps what is drawn and changes only the rows that changed. */
export function buildMessages() {
  const t = texts()
  const list = h('div.message-list', { role: 'log', 'aria-live': 'off', 'aria-label': t.messages })
  const scroller = h('div.messages', { tabindex: 0, role: 'region', 'aria-label': t.messages }, list)
  const rows = new Map()
  let shown = WINDOW
  let drawnFor
  let isAtEnd = true

  function draw() {
    const open = conversation()
    if (!open || !state.isReady) return
    const view = `${open.id} ${state.me}`
    const isNewView = view !== drawnFor
    if (isNewView) {
      rows.clear()
      shown = WINDOW
      drawnFor = view
    }
    if (isNewView) isAtEnd = true
    const messages = messagesOf(open.id)
    const visible = messages.slice(-shown)
    const nodes = visible.flatMap((message, index) => [
      timeAbove(message, visible[index - 1]),
      rowOf(message, open),
    ])
    const hidden = messages.length - visible.length
    if (messages.length === 0) fill(list, welcome(open))
    else
      place(
        list,
        [
          hidden > 0 && earlierButton(hidden),
          ...nodes,
          ...visible.filter(isThinking).map(thinkingRow),
        ].filter(Boolean),
      )
    if (isAtEnd) toEnd()
    state.seen.set(open.id, messages.at(-1)?.id)
  }

  function rowOf(message, open) {
    const known = rows.get(message.id)
    if (known?.message === message) return known.node
    const node = bubbleRow(message, open)
    rows.set(message.id, { message, node })
    return node
  }

  function earlierButton(count) {
    const more = () => {
      const before = scroller.scrollHeight - scroller.scrollTop
      shown += WINDOW
      draw()
      scroller.scrollTop = scroller.scrollHeight - before
    }
    return h('button.earlier', { type: 'button', on: { click: more } }, t.earlier(count))
  }

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight
  }
  scroller.addEventListener('scroll', () => {
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX
  })
  // Pictures load and rows get their real heights after they were placed: who reads the end stays there.
  new ResizeObserver(() => isAtEnd && toEnd()).observe(list)

  on('state', () => {
    rows.clear()
    draw()
  })
  on('view', draw)
  let isDue = false
  on('message', ({ message, isNew }) => {
    if (isNew && message.from === 'robot' && message.conversationId === conversation()?.id) announce(message)
    if (isDue) return
    isDue = true
    requestAnimationFrame(() => {
      isDue = false
      draw()
    })
  })
  on('sent', () => {
    isAtEnd = true
  })
  return scroller
}

const isThinking = ({ fate }) => fate?.state === 'thinking'

function timeAbove(message, before) {
  if (before && message.at - before.at < SILENCE_MS) return undefined
  return h('p.time-above', {}, clockTime(message.at))
}

/** A screen reader hears the beginning of an answer; the rest is there to be read. */
function announce({ from, text }) {
  document.getElementById('announcer').textContent = `${nameOf(from)}: ${text.slice(0, 300)}`
}
