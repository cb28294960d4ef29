import { h } from '../lib/dom.js'
import { post } from '../server.js'
import { texts } from '../texts/language.js'

/** Opens the check-up and the usage page of the bot that runs here. */
const DOCTOR_KEY = 'playground-usage'

/** Settings to try with one click: the staff id is 小李's, whom the page lists among the people. */
const PRESETS = [
  { id: 'admin', name: 'ADMINS', value: '01234567890' },
  { id: 'limit', name: 'LIMIT_USER_PER_MINUTE', value: '2' },
  { id: 'search', name: 'WEB_SEARCH', value: 'auto' },
  { id: 'draw', name: 'OPENAI_IMAGE_MODEL', value: 'gpt-image-2' },
  { id: 'card', name: 'REPLY_VIA', value: 'card', also: ['THINKING_REACTION', 'true'] },
  { id: 'usage', name: 'DOCTOR_KEY', value: DOCTOR_KEY, link: `/dingtalk?view=usage&key=${DOCTOR_KEY}` },
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
  const toggle = async ({ name, value, also, link }, { target }) => {
    const variables = [[name, value], also].filter(Boolean)
    const set = ([name, value]) => post('variable', { name, value: target.checked ? value : '' })
    await Promise.all(variables.map(set)).then(
      () => {
        say(t.updated(variables.map(([name]) => name).join(' + ')))
        if (link && target.checked)
          result.append(' ', h('a', { href: link, target: '_blank', rel: 'noreferrer' }, t.usagePage))
      },
      () => say(t.failed),
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
    PRESETS.map((preset) =>
      h(
        'label.preset',
        {},
        h('input', { type: 'checkbox', on: { change: (event) => toggle(preset, event) } }),
        ` ${t.presets[preset.id]}`,
      ),
    ),
    h('button.secondary', { type: 'button', on: { click: publish } }, t.publish),
    result,
  )
}
