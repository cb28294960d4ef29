import { h } from '../lib/dom.js'
import { post, sendText } from '../server.js'
import { emit, on, state, switchPerson } from '../state.js'
import { texts } from '../texts/language.js'
import { SETTINGS } from './trial.js'

/** Opens the check-up and the usage page of the bot that runs here. */
const DOCTOR_KEY = 'playground-usage'

/** Settings to try with one click: the staff id is 小李's, whom the page lists among the people. */
const PRESETS = [
  { id: 'admin', settings: [['ADMINS', '01234567890']] },
  { id: 'limit', settings: [['LIMIT_USER_PER_MINUTE', '2']] },
  { id: 'search', settings: SETTINGS.search },
  { id: 'draw', settings: SETTINGS.drawing },
  { id: 'card', settings: SETTINGS.card },
  {
    id: 'usage',
    settings: [['DOCTOR_KEY', DOCTOR_KEY]],
    link: `/dingtalk?view=usage&key=${DOCTOR_KEY}`,
  },
]

/** What Laf's console can do to a bot that runs: change an environment variable, publish its functions again. */
export function buildLaf() {
  const t = texts().laf
  const name = h('input', {
    required: true,
    pattern: '[A-Za-z]\\w*',
    placeholder: 'SYSTEM_PROMPT',
    'aria-label': t.name,
  })
  const value = h('input', { placeholder: t.value, 'aria-label': t.value })
  const result = h('p.note', { role: 'status' })
  const say = (text) => {
    result.textContent = text
  }
  const update = async (event) => {
    event.preventDefault()
    await post('variable', { name: name.value, value: value.value }).then(
      () => say(t.updated(name.value)),
      () => say(t.failed),
    )
  }
  /** @returns whether it was changed */
  const toggle = ({ settings }, { target }) => {
    const set = ([name, value]) => post('variable', { name, value: target.checked ? value : '' })
    return Promise.all(settings.map(set)).then(
      () => {
        say(t.updated(settings.map(([name]) => name).join(' + ')))
        return true
      },
      () => {
        say(t.failed)
        return false
      },
    )
  }
  const publish = async () => {
    say(t.publishing)
    await post('publish').then(
      () => say(t.published),
      () => say(t.failed),
    )
  }
  return h(
    'section.laf',
    { 'aria-label': t.title },
    h('h3', {}, t.title),
    h('p.intro', {}, t.intro),
    h(
      'form.variable',
      { on: { submit: update } },
      name,
      value,
      h('button.secondary', { type: 'submit' }, t.update),
    ),
    PRESETS.map((preset) => presetRow(preset, (event) => toggle(preset, event))),
    h('button.secondary', { type: 'button', on: { click: publish } }, t.publish),
    result,
  )
}

/** A setting to switch on and off; while it is on, a button to see what it does. */
function presetRow(preset, onChange) {
  const t = texts().laf
  let isChanging = false
  const change = async (event) => {
    isChanging = true
    const isChanged = await onChange(event)
    isChanging = false
    // The event with the new variables may come a moment later.
    if (isChanged) trial.hidden = !box.checked
    else refresh()
  }
  const box = h('input', { type: 'checkbox', on: { change } })
  const trial = preset.link
    ? h('a.secondary', { href: preset.link, target: '_blank', rel: 'noreferrer' }, t.usagePage)
    : h('button.secondary', { type: 'button', on: { click: () => TRIALS[preset.id]() } }, t.tries[preset.id])
  // Until all of its variables are set, the box stays as the person left it.
  const refresh = () => {
    if (isChanging) return
    box.checked = preset.settings.every(([name]) => state.variables.includes(name))
    trial.hidden = !box.checked
  }
  on('state variables', refresh)
  return h('div.preset', {}, h('label', {}, box, t.presets[preset.id]), trial)
}

const TRIALS = {
  admin: async () => {
    switchPerson('xiaoli')
    emit('close-sheet')
    await sendText(texts().laf.adminCommand)
  },
  draw: async () => {
    emit('close-sheet')
    await sendText(texts().trial.drawing)
  },
  search: async () => {
    emit('close-sheet')
    await sendText(texts().trial.search)
  },
  card: async () => {
    emit('close-sheet')
    await sendText(texts().faults.testMessage)
  },
  limit: async () => {
    emit('close-sheet')
    for (let count = 0; count < 3; count++) await sendText(texts().faults.testMessage)
  },
}
