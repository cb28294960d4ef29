import { fill, h, icon } from '../lib/dom.js'
import { emit, on, readPreference, savePreference } from '../state.js'
import { texts } from '../texts/language.js'
import { buildFaults } from './faults.js'
import { buildStored } from './stored.js'
import { buildTraces } from './traces.js'

const TABS = ['trace', 'data', 'faults']

/** The right column: traces, stored data and faults. On narrow screens a sheet over the page. */
export function buildPanel() {
  const t = texts()
  const panel = h('aside.panel', { 'aria-label': t.panel })
  const bodies = { trace: buildTraces(), data: buildStored(), faults: buildFaults() }
  const tabs = TABS.map((name) =>
    h(
      'button.tab',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${name}`,
        'aria-controls': `panel-${name}`,
        on: { click: () => show(name), keydown: onKey },
      },
      icon(name),
      t.tabs[name],
    ),
  )
  let current = readPreference('tab') ?? 'trace'

  function show(name) {
    current = savePreference('tab', name)
    for (const [index, tab] of tabs.entries()) {
      const isCurrent = TABS[index] === name
      tab.setAttribute('aria-selected', String(isCurrent))
      tab.tabIndex = isCurrent ? 0 : -1
    }
    for (const [key, { element }] of Object.entries(bodies)) element.hidden = key !== name
    for (const [key, { onToggle }] of Object.entries(bodies)) onToggle?.(key === name)
  }

  function onKey(event) {
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
    bodies[name].onOpen?.()
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
      h('h2.visually-hidden', {}, t.panel),
      h('div.tabs', { role: 'tablist', 'aria-label': t.panel }, tabs),
      h(
        'button.icon-button.panel-close',
        { type: 'button', 'aria-label': t.close, on: { click: close } },
        icon('close'),
      ),
    ),
    TABS.map((name) => asTabPanel(name, bodies[name].element)),
  )
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isSheet()) close()
  })
  on('panel', open)
  on('close-sheet', () => isSheet() && close())
  show(TABS.includes(current) ? current : 'trace')
  return panel
}

function asTabPanel(name, element) {
  element.id = `panel-${name}`
  element.role = 'tabpanel'
  element.tabIndex = 0
  element.setAttribute('aria-labelledby', `tab-${name}`)
  return element
}

const isSheet = () => matchMedia('(max-width: 1099px)').matches
