import { avatar, groupAvatar, nameOf } from '../lib/avatar.js'
import { fill, h } from '../lib/dom.js'
import { clockTime } from '../lib/time.js'
import { conversation, emit, messagesOf, myConversations, on, openConversation, state } from '../state.js'
import { texts } from '../texts/language.js'

/** The conversations of the chosen person, each with its last message and the number of unread ones. */
export function buildConversationList() {
  const list = h('ul.conversations')
  on('state view message', () => {
    const isFocused = list.contains(document.activeElement)
    fill(list, myConversations().map(conversationRow))
    if (isFocused) list.querySelector('[aria-current]')?.focus()
  })
  return list
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
  const sender = type === '2' ? `${nameOf(from)}${t.colon}` : ''
  return (sender + label + content).replaceAll(/\s+/g, ' ').slice(0, 60)
}

function countUnread(conversationId, messages) {
  const seen = messages.findIndex(({ id }) => id === state.seen.get(conversationId))
  return messages.slice(seen + 1).filter(({ from }) => from === 'robot').length
}
