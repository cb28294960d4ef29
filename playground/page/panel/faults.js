import { say } from '../chat/say.js'
import { fill, h, icon } from '../lib/dom.js'
import { post } from '../live.js'
import { emit, on, state } from '../state.js'
import { language, texts } from '../texts/language.js'
import { outcome } from './outcome.js'

/** The switches: what can go wrong, and what became of the last message. */
export function buildFaults() {
  const t = texts()
  const top = h('div.switches')
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
  const probe = h('button.primary', { type: 'button' }, t.faults.send)
  probe.addEventListener('click', () => {
    emit('sheet-done')
    void say(t.faults.probe)
  })

  const element = h(
    'section.panel-body.faults',
    {},
    h('p.intro', {}, t.faults.intro),
    note,
    h('div.fault-buttons', {}, probe, clear, restart),
    result,
    top,
    more,
  )

  function draw() {
    const focused = document.activeElement?.dataset?.switch
    const rows = state.switches
    clear.disabled = !rows.some((one) => one.on)
    note.hidden = state.model?.kind !== 'real'
    note.textContent = t.faults.real
    fill(top, rows.filter(({ promise }) => promise).map(switchRow))
    fill(
      more,
      ['callback', 'openai', 'dingtalk'].map((group) => moreGroup(group, rows)),
    )
    if (focused) element.querySelector(`[data-switch="${focused}"]`)?.focus()
  }

  function moreGroup(group, rows) {
    const members = rows.filter((one) => !one.promise && groupOf(one) === group)
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
    const last = [...state.messages.values()].findLast(({ from, fate }) => from !== 'robot' && fate)
    fill(result, last && [h('h3', {}, t.faults.outcome), outcome(last.id)])
  }

  on('state switches', draw)
  on('state message step', () => element.hidden || drawResult())
  return { element, shown: (isShown) => isShown && drawResult() }
}

const groupOf = ({ id, where }) => (/-(sign|clock)$|redelivery/.test(id) ? 'callback' : where)

function switchRow({ id, where, promise, times, on: isOn, hits, ...label }) {
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
      h('span.switch-name', {}, h('span.tag', {}, t.faults.groups[groupOf({ id, where })]), ' ', name),
      h('span.knob', { 'aria-hidden': 'true' }),
    ),
    promise && h('p.promise', {}, promise[language()]),
    (count || hits > 0) &&
      h('p.hits', {}, [count, hits > 0 && t.faults.hits(hits)].filter(Boolean).join(' · ')),
  )
}
