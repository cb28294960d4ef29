import { avatar, groupAvatar, nameOf } from '../lib/avatar.js'
import { fill, h, icon } from '../lib/dom.js'
import { clockTime } from '../lib/time.js'
import { post } from '../live.js'
import { become, conversation, emit, messagesOf, myConversations, on, open, state } from '../state.js'
import { language, speak, texts } from '../texts/language.js'
import { ask } from './ask.js'

/** The left column: which model answers, who one is, and the conversations. */
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
    h('section.who', {}, h('h2', {}, t.iAm), people),
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
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const index = state.people.findIndex((person) => person.id === id)
    become(state.people.at((index + step) % state.people.length).id)
  }
  return h(
    'button.person',
    {
      type: 'button',
      role: 'radio',
      'aria-checked': String(isMe),
      tabindex: isMe ? 0 : -1,
      on: { click: () => become(id), keydown: move },
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
  const go = () => {
    open(one.id)
    emit('screen', 'chat')
  }
  return h(
    'li',
    {},
    h(
      'button.conversation',
      { type: 'button', 'aria-current': isOpen ? 'true' : undefined, on: { click: go } },
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

/** The line DingTalk's list shows: a title where there is one. */
function preview({ from, title, text, pictures, voiceSeconds, file }, { type }) {
  const t = texts()
  const words = title ?? (text || file?.name) ?? ''
  const mark = pictures
    ? `[${t.composer.picture}] `
    : voiceSeconds
      ? `[${t.composer.voice}] `
      : file
        ? `[${t.composer.file}] `
        : ''
  const who = type === '2' ? `${nameOf(from)}: ` : ''
  return (who + mark + words).replaceAll(/\s+/g, ' ').slice(0, 60)
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
    { type: 'button', lang: other, title: t.languageHint, on: { click: () => speak(other) } },
    t.language,
  )
}

function resetButton() {
  const t = texts()
  const reset = async () => {
    if (await ask(t.resetAsk[state.database], t.reset)) await post('reset')
  }
  return h(
    'button.quiet',
    { type: 'button', title: t.resetHint, on: { click: reset } },
    icon('trash'),
    t.reset,
  )
}
