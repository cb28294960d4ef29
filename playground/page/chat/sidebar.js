import { avatar } from '../lib/avatar.js'
import { fill, h, icon } from '../lib/dom.js'
import { post } from '../server.js'
import { on, state, switchPerson } from '../state.js'
import { language, setLanguage, texts } from '../texts/language.js'
import { buildConversationList } from './conversation-list.js'
import { confirm } from './dialog.js'

/** The left column: the model, the choice of the person, and the conversations. */
export function buildSidebar() {
  const t = texts()
  const model = h('p.model-badge')
  const people = h('div.people', { role: 'radiogroup', 'aria-label': t.iAm })

  on('state', () => fill(model, modelBadge()))
  on('state view', () => {
    const focused = people.contains(document.activeElement)
    fill(people, state.people.map(personChoice))
    if (focused) people.querySelector('[aria-checked=true]')?.focus()
  })

  return h(
    'div.sidebar',
    { role: 'complementary', 'aria-label': t.conversations },
    h(
      'div.sidebar-head',
      {},
      h('img.logo', { src: '/playground/page/icon.svg', alt: '', width: 36, height: 36 }),
      h('div', {}, h('p.product', {}, t.product), model),
    ),
    h('section.people-box', {}, h('h2', {}, t.iAm), people),
    h(
      'nav.conversations-box',
      { 'aria-label': t.conversations },
      h('h2', {}, t.conversations),
      buildConversationList(),
    ),
    h('div.sidebar-foot', {}, languageButton(), resetButton()),
  )
}

function modelBadge() {
  const t = texts()
  const { kind, name } = state.model ?? {}
  const isDemo = kind !== 'real'
  return h(
    'span',
    { class: isDemo ? 'demo' : 'real', title: isDemo ? t.demoModelHint : undefined },
    isDemo ? t.demoModel : t.realModel(name),
  )
}

function personChoice({ id, nick, isOutside }) {
  const isMe = id === state.me
  const onKey = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const index = state.people.findIndex((person) => person.id === id)
    switchPerson(state.people.at((index + step) % state.people.length).id)
  }
  return h(
    'button.person',
    {
      type: 'button',
      role: 'radio',
      'aria-checked': String(isMe),
      tabindex: isMe ? 0 : -1,
      on: { click: () => switchPerson(id), keydown: onKey },
    },
    avatar(id),
    h('span.person-name', {}, nick),
    isOutside && h('span.visually-hidden', {}, texts().outside),
  )
}

function languageButton() {
  const t = texts()
  const other = language() === 'zh' ? 'en' : 'zh'
  return h(
    'button.quiet.language',
    { type: 'button', lang: other, title: t.languageHint, on: { click: () => setLanguage(other) } },
    t.language,
  )
}

function resetButton() {
  const t = texts()
  const reset = async () => {
    if (await confirm(t.resetQuestion[state.database], t.reset)) await post('reset')
  }
  return h(
    'button.quiet',
    { type: 'button', title: t.resetHint, on: { click: reset } },
    icon('trash'),
    t.reset,
  )
}
