import { avatar, groupAvatar, nameOf } from '../lib/avatar.js'
import { fill, h, icon } from '../lib/dom.js'
import { clockTime } from '../lib/time.js'
import { post } from '../server.js'
import {
  conversation,
  emit,
  messagesOf,
  myConversations,
  on,
  openConversation,
  state,
  switchPerson,
} from '../state.js'
import { language, setLanguage, texts } from '../texts/language.js'
import { confirm } from './dialog.js'

/** The left column: the model, the choice of the person, and the conversations. */
export function buildSidebar() {
  const t = texts()
  const model = h('p.model-badge')
  const people = h('div.people', { role: 'radiogroup', 'aria-label': t.iAm })
  const list = h('ul.conversations')

  on('state', () => fill(model, modelBadge()))
  on('state view', () => {
    const focused = people.contains(document.activeElement)
    fill(people, state.people.map(personChoice))
    if (focused) people.querySelector('[aria-checked=true]')?.focus()
  })
  on('state view message', () => {
    const focused = list.contains(document.activeElement)
    fill(list, myConversations().map(conversationRow))
    if (focused) list.querySelector('[aria-current]')?.focus()
  })

  return h(
    'aside.sidebar',
    { 'aria-label': t.conversations },
    h(
      'header.sidebar-head',
      {},
      h('img.logo', { src: '/playground/page/icon.svg', alt: '', width: 36, height: 36 }),
      h('div', {}, h('h1', {}, t.product), model),
    ),
    h('section.people-box', {}, h('h2', {}, t.iAm), people),
    h('nav.conversations-box', { 'aria-label': t.conversations }, h('h2', {}, t.conversations), list),
    h('footer.sidebar-foot', {}, languageButton(), resetButton()),
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

function conversationRow(one) {
  const t = texts()
  const isOpen = one.id === conversation()?.id
  const messages = messagesOf(one.id)
  const last = messages.at(-1)
  const unread = isOpen ? 0 : countUnread(one.id, messages)
  const select = () => {
    openConversation(one.id)
    emit('screen', 'chat')
  }
  return h(
    'li',
    {},
    h(
      'button.conversation',
      { type: 'button', 'aria-current': isOpen ? 'true' : undefined, on: { click: select } },
      one.type === '2' ? groupAvatar(one.members) : avatar('robot'),
      h(
        'span.conversation-text',
        {},
        h('span.conversation-name', {}, one.type === '2' ? t.groupTitle(one.title) : t.robot),
        h(
          'span.conversation-preview',
          {},
          last ? preview(last, one) : one.type === '1' ? t.directPreview : t.noMessages,
        ),
      ),
      h(
        'span.conversation-side',
        {},
        h('span.conversation-time', {}, last ? clockTime(last.at) : ''),
        unread > 0 && h('span.unread', { 'aria-label': t.unread(unread) }, String(unread)),
      ),
    ),
  )
}

/** The line that DingTalk's list shows: the title, or the text. */
function preview({ from, title, text, pictures, voiceSeconds, file }, { type }) {
  const t = texts()
  const content = title ?? (text || file?.name) ?? ''
  const label = pictures
    ? `[${t.composer.picture}] `
    : voiceSeconds
      ? `[${t.composer.voice}] `
      : file
        ? `[${t.composer.file}] `
        : ''
  const sender = type === '2' ? `${nameOf(from)}: ` : ''
  return (sender + label + content).replaceAll(/\s+/g, ' ').slice(0, 60)
}

function countUnread(conversationId, messages) {
  const seen = messages.findIndex(({ id }) => id === state.seen.get(conversationId))
  return messages.slice(seen + 1).filter(({ from }) => from === 'robot').length
}

function languageButton() {
  const t = texts()
  const other = language() === 'zh' ? 'en' : 'zh'
  return h(
    'button.quiet',
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
