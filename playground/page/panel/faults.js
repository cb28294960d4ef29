import { fill, h, icon } from '../lib/dom.js'
import { post, send } from '../server.js'
import { emit, on, state } from '../state.js'
import { language, texts } from '../texts/language.js'
import { buildLaf } from './laf.js'
import { outcome } from './outcome.js'
import { openPlace, planTrial, toDraft } from './trial.js'

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
  const plan = h('p.note.plan', { role: 'status' })
  const sendTrial = async () => {
    const trial = planTrial()
    emit('close-sheet')
    // So that the result is seen, which stands at the top.
    element.scrollTop = 0
    await openPlace(trial).catch(() => undefined)
    await send(toDraft(trial), trial.place).catch(({ message }) => {
      plan.textContent = t.composer.failed(message)
    })
  }

  const element = h(
    'section.panel-body.faults',
    {},
    h('p.intro', {}, t.faults.intro),
    note,
    h(
      'div.trial',
      {},
      h(
        'div.fault-buttons',
        {},
        h('button.primary', { type: 'button', on: { click: sendTrial } }, t.faults.send),
        clear,
        restart,
      ),
      plan,
    ),
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

  function drawPlan() {
    if (!state.isReady) return
    const { kind = 'text', settings, person, place } = planTrial()
    const names = settings.map(([name]) => name)
    plan.textContent = [
      names.length > 0 && t.trial.sets(names),
      t.trial.plan(t.trial.what[kind], person.nick, t.trial.where[place.type]),
    ]
      .filter(Boolean)
      .join(t.trial.afterSets)
  }

  on('state switches', draw)
  on('state switches view variables', drawPlan)
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
    h('p.effect', {}, effect[language()]),
    (count || isOn) &&
      h(
        'p.hits',
        {},
        [count, isOn && (hits > 0 ? t.faults.hits(hits) : t.trial.noHit)].filter(Boolean).join(' · '),
      ),
  )
}
