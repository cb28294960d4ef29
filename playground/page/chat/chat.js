import { fill, h, icon } from '../lib/dom.js'
import { conversation, emit, on, state } from '../state.js'
import { texts } from '../texts/language.js'
import { buildComposer } from './composer.js'
import { buildMessages } from './messages.js'
import { buildProblem } from './problem.js'

/** The middle column: the open conversation. */
export function buildChat() {
  const t = texts()
  const title = h('h2.chat-title')
  const about = h('p.chat-about')
  const faults = h('button.faults-on', {
    type: 'button',
    hidden: true,
    on: { click: () => emit('panel', 'faults') },
  })

  on('state view', () => {
    const open = conversation()
    if (!open) return
    title.textContent = open.type === '2' ? t.groupTitle(open.title) : t.robot
    about.textContent = open.type === '2' ? t.members(open.members.length) : t.direct
  })
  on('state switches', () => {
    const count = state.switches.filter((one) => one.on).length
    faults.hidden = count === 0
    faults.setAttribute('aria-label', t.faults.on(count))
    fill(faults, icon('faults'), h('span.wide', {}, t.faults.on(count)), h('span.narrow', {}, String(count)))
  })

  return h(
    'main.chat',
    {},
    h(
      'header.chat-head',
      {},
      h(
        'button.icon-button.back',
        { type: 'button', 'aria-label': t.back, on: { click: () => emit('screen', 'list') } },
        icon('back'),
      ),
      h('div.chat-heading', {}, title, about),
      faults,
      h(
        'div.panel-openers',
        { role: 'group', 'aria-label': t.panel },
        ['trace', 'data', 'faults'].map((tab) =>
          h(
            'button.opener',
            { type: 'button', on: { click: () => emit('panel', tab) } },
            icon(tab),
            t.tabs[tab],
          ),
        ),
      ),
    ),
    buildProblem(),
    buildMessages(),
    buildComposer(),
  )
}
