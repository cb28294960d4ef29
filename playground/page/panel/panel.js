import { fill, h, icon } from '../lib/dom.js'
import { emit, keep, on, read } from '../state.js'
import { texts } from '../texts/language.js'
import { buildFaults } from './faults.js'
import { buildStored } from './stored.js'
import { buildWire } from './wire.js'

const TABS = ['wire', 'data', 'faults']

/** The right side: what happens on the wire, what is stored, what can go wrong. A sheet where there is no room for it. */
export function buildPanel() {
  const t = texts()
  const panel = h('aside.panel', { 'aria-label': t.panel })
  const bodies = { wire: buildWire(), data: buildStored(), faults: buildFaults() }
  const tabs = TABS.map((name) =>
    h(
      'button.tab',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${name}`,
        'aria-controls': `panel-${name}`,
        on: { click: () => show(name), keydown: move },
      },
      icon(name),
      t.tabs[name],
    ),
  )
  let current = read('tab') ?? 'wire'

  function show(name) {
    current = keep('tab', name)
    for (const [index, tab] of tabs.entries()) {
      const isCurrent = TABS[index] === name
      tab.setAttribute('aria-selected', String(isCurrent))
      tab.tabIndex = isCurrent ? 0 : -1
    }
    for (const [key, { element }] of Object.entries(bodies)) element.hidden = key !== name
    for (const [key, { shown }] of Object.entries(bodies)) shown?.(key === name)
  }

  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    show(TABS.at((TABS.indexOf(current) + step) % TABS.length))
    tabs[TABS.indexOf(current)].focus()
  }

  let opener
  function open(name) {
    opener = document.activeElement
    panel.classList.add('open')
    emit('sheet', true)
    show(name)
    bodies[name].opened?.()
    if (isSheet()) tabs[TABS.indexOf(name)].focus()
  }
  function close() {
    panel.classList.remove('open')
    emit('sheet', false)
    opener?.focus?.()
  }

  fill(
    panel,
    h(
      'header.panel-head',
      {},
      h('div.tabs', { role: 'tablist', 'aria-label': t.panel }, tabs),
      h(
        'button.icon-button.panel-close',
        { type: 'button', 'aria-label': t.close, on: { click: close } },
        icon('close'),
      ),
    ),
    TABS.map((name) => {
      const { element } = bodies[name]
      for (const [key, value] of [
        ['role', 'tabpanel'],
        ['id', `panel-${name}`],
        ['aria-labelledby', `tab-${name}`],
        ['tabindex', '0'],
      ]) {
        element.setAttribute(key, value)
      }
      return element
    }),
  )
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isSheet()) close()
  })
  on('panel', open)
  on('sheet-done', () => isSheet() && close())
  show(TABS.includes(current) ? current : 'wire')
  return panel
}

const isSheet = () => matchMedia('(max-width: 1099px)').matches
