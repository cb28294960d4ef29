import { nameOf } from '../lib/avatar.js'
import { fill, h, inNextFrame, reorderChildren } from '../lib/dom.js'
import { clockTime } from '../lib/time.js'
import { conversation, messagesOf, on, state } from '../state.js'
import { texts } from '../texts/language.js'
import { messageRow } from './bubble.js'
import { isCardOpen } from './card.js'
import { typingIndicator } from './typing-indicator.js'
import { welcome } from './welcome.js'

/** How many messages are drawn at first; a button adds as many older ones. */
const PAGE_SIZE = 150
/** Closer to the end than this, the list scrolls along with new messages. */
const NEAR_END_PX = 120
/** After a pause this long the time is shown above the next message. */
const SHOW_TIME_AFTER_MS = 5 * 60_000

/** The list of messages; replaces only the rows that changed. */
export function buildMessages() {
  const t = texts()
  const list = h('div.message-list', { role: 'log', 'aria-live': 'off', 'aria-label': t.messages })
  const scroller = h('div.messages', { tabindex: 0, role: 'region', 'aria-label': t.messages }, list)
  const rows = new Map()
  let shown = PAGE_SIZE
  let drawnView
  let isAtEnd = true

  function draw() {
    const open = conversation()
    if (!open || !state.isReady) return
    const view = `${open.id} ${state.me}`
    if (view !== drawnView) {
      rows.clear()
      shown = PAGE_SIZE
      drawnView = view
      isAtEnd = true
    }
    const messages = messagesOf(open.id)
    const visible = messages.slice(-shown)
    const nodes = visible.flatMap((message, index) => [
      timeDivider(message, visible[index - 1]),
      rowOf(message, open),
    ])
    const hidden = messages.length - visible.length
    if (messages.length === 0) fill(list, welcome(open))
    else
      reorderChildren(
        list,
        [
          hidden > 0 && earlierButton(hidden),
          ...nodes,
          ...visible.filter(isWaiting).map((message) => typingIndicator(message, open)),
        ].filter(Boolean),
      )
    if (isAtEnd) toEnd()
    state.seen.set(open.id, messages.at(-1)?.id)
  }

  function rowOf(message, open) {
    const known = rows.get(message.id)
    if (known?.message === message) return known.node
    const node = messageRow(message, open)
    rows.set(message.id, { message, node })
    return node
  }

  function earlierButton(count) {
    const showMore = () => {
      const before = scroller.scrollHeight - scroller.scrollTop
      shown += PAGE_SIZE
      draw()
      scroller.scrollTop = scroller.scrollHeight - before
    }
    return h('button.earlier', { type: 'button', on: { click: showMore } }, t.earlier(count))
  }

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight
  }
  let height = 0
  const heightNow = () => scroller.scrollHeight - scroller.clientHeight
  scroller.addEventListener('scroll', () => {
    // A row that got its height or a composer that grew moves the list too: only a person leaves its end.
    if (heightNow() === height) isAtEnd = height - scroller.scrollTop < NEAR_END_PX
  })
  // Pictures and rows get their heights after they were inserted, and the composer grows by a quote or a picture: a list
  // at its end must stay there.
  const observer = new ResizeObserver(() => {
    height = heightNow()
    if (isAtEnd) toEnd()
  })
  observer.observe(list)
  observer.observe(scroller)

  on('state', () => {
    rows.clear()
    draw()
  })
  on('view', draw)
  const drawSoon = inNextFrame(draw)
  on('message', ({ message, isNew }) => {
    const isOpen = message.conversationId === conversation()?.id
    if (message.from === 'robot' && isOpen && isToBeAnnounced(message, isNew)) announce(message)
    drawSoon()
  })
  on('sent', () => {
    isAtEnd = true
  })
  return scroller
}

const isWaiting = ({ status }) => status?.state === 'waiting'

function timeDivider(message, before) {
  if (before && message.at - before.at < SHOW_TIME_AFTER_MS) return undefined
  return h('p.time-divider', {}, clockTime(message.at))
}

/** Other messages are announced when they arrive, a card when it is complete. */
function isToBeAnnounced(message, isNew) {
  if (!message.card?.state) return isNew
  if (isCardOpen(message) || message.id === lastAnnouncedCard) return false
  lastAnnouncedCard = message.id
  return true
}
let lastAnnouncedCard

/** Tells screen readers the beginning of an answer. */
function announce({ from, text }) {
  document.getElementById('announcer').textContent = `${nameOf(from)}${texts().colon}${text.slice(0, 300)}`
}
