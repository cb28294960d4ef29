import { fill, h, icon } from '../lib/dom.js'
import { post, sendText } from '../server.js'
import { emit, on, state } from '../state.js'
import { language, texts } from '../texts/language.js'
import { buildLaf } from './laf.js'
import { outcome } from './outcome.js'

/** The fault switches, and the result of the last message. */
export function buildFaults() {
  const t = texts()
  const common = h('div.switches')
  const more = h('div')
  const result = h('section.result', { 'aria-label': t.faults.outcome })
  const note = h('p.note')
  const opened = new Set()
  const clear = h(
    'button.secondary',
    { type: 'button', on: { click: () => post('switches/clear') } },
    t.faults.clear,
  )
  const restart = h(
    'button.secondary',
    { type: 'button', on: { click: () => post('restart').catch(() => undefined) } },
    icon('power'),
    t.faults.restart,
  )
  const sendTest = h('button.primary', { type: 'button' }, t.faults.send)
  sendTest.addEventListener('click', () => {
    emit('close-sheet')
    void sendText(t.faults.testMessage)
  })

  const element = h(
    'section.panel-body.faults',
    {},
    h('p.intro', {}, t.faults.intro),
    note,
    h('div.fault-buttons', {}, sendTest, clear, restart),
    result,
    common,
    more,
    buildLaf(),
  )

  function draw() {
    const focused = document.activeElement?.dataset?.switch
    const rows = state.switches
    clear.disabled = !rows.some((one) => one.on)
    note.hidden = state.model?.kind !== 'real'
    note.textContent = t.faults.real
    fill(common, rows.filter(({ isCommon }) => isCommon).map(switchRow))
    fill(
      more,
      ['callback', 'openai', 'search', 'dingtalk', 'card'].map((group) => moreGroup(group, rows)),
    )
    if (focused) element.querySelector(`[data-switch="${focused}"]`)?.focus()
  }

  function moreGroup(group, rows) {
    const members = rows.filter((one) => !one.isCommon && one.group === group)
    if (members.length === 0) return undefined
    const details = h(
      'details.more',
      { open: opened.has(group) },
      h('summary', {}, t.faults.more[group]),
      h('div.switches', {}, members.map(switchRow)),
    )
    details.addEventListener('toggle', () => (details.open ? opened.add(group) : opened.delete(group)))
    return details
  }

  function drawResult() {
    const last = [...state.messages.values()].findLast(({ from, status }) => from !== 'robot' && status)
    fill(result, last && [h('h3', {}, t.faults.outcome), outcome(last.id)])
  }

  on('state switches', draw)
  on('state message step', () => element.hidden || drawResult())
  return { element, onToggle: (isShown) => isShown && drawResult() }
}

function switchRow({ id, group, effect, times, on: isOn, hits, ...label }) {
  const t = texts()
  const name = label[language()]
  const count = times ? (times === 1 ? t.faults.once : t.faults.times(times)) : undefined
  return h(
    'div.switch-row',
    { class: `switch-row ${isOn ? 'on' : ''}` },
    h(
      'button.switch',
      {
        type: 'button',
        role: 'switch',
        'aria-checked': String(isOn),
        data: { switch: id },
        on: { click: () => post('switch', { id, on: !isOn }) },
      },
      h('span.switch-name', {}, h('span.tag', {}, t.faults.groups[group]), ' ', name),
      h('span.knob', { 'aria-hidden': 'true' }),
    ),
    effect && h('p.effect', {}, effect[language()]),
    (count || hits > 0) &&
      h('p.hits', {}, [count, hits > 0 && t.faults.hits(hits)].filter(Boolean).join(' · ')),
  )
}
