import { avatar, nameOf } from '../lib/avatar.js'
import { h, icon } from '../lib/dom.js'
import { highlightMentions, plainText, renderMarkdown } from '../lib/markdown.js'
import { clockTime, fileSize } from '../lib/time.js'
import { setQuote, state } from '../state.js'
import { texts } from '../texts/language.js'
import { cardState, reactionsOf } from './card.js'
import { longText } from './long-text.js'
import { statusLine } from './status-line.js'

/** One message as DingTalk shows it; below it the status, or the notification and the channel. */
export function messageRow(message, { type }) {
  const t = texts()
  const isMine = message.from === state.me
  const name = nameOf(message.from)
  return h(
    'article.row',
    {
      class: `row ${isMine ? 'mine' : ''} ${message.from === 'robot' ? 'from-robot' : ''}`,
      'aria-label': `${name}, ${clockTime(message.at)}`,
      data: { id: message.id },
    },
    avatar(message.from),
    h(
      'div.bubble-box',
      {},
      (type === '2' || message.from === 'robot') &&
        !isMine &&
        h('p.sender', {}, name, message.from === 'robot' && h('span.tag', {}, t.robotTag)),
      h('div.bubble-line', {}, bubble(message), quoteButton(message, name)),
      reactionsOf(message),
      message.from === 'robot' ? notificationLine(message) : statusLine(message),
    ),
  )
}

function bubble(message) {
  return h(
    'div.bubble',
    { class: `bubble kind-${message.kind}` },
    quoted(message),
    cardState(message),
    content(message),
    linkButtons(message),
    longText(message),
  )
}

function content(message) {
  const { kind, text, pictures = [], file, voiceSeconds, mentions = [] } = message
  const t = texts()
  const images = pictures.map((url) =>
    h('img.picture', { src: url, alt: t.composer.picture, loading: 'lazy' }),
  )
  if (kind === 'voice') return voice(text, voiceSeconds)
  if (kind === 'file') return fileCard(file)
  if (kind === 'markdown' || kind === 'card') {
    return [
      highlightMentions(h('div.markdown', {}, renderMarkdown(text)), mentions),
      images.length > 0 && h('div.pictures', {}, images),
    ]
  }
  const nicks = mentions.filter((nick) => nick !== 'robot')
  // The composer puts this @ before the text.
  const mention = mentions.includes('robot') && h('span.mention', {}, `@${t.robot} `)
  const others = state.people.map(({ nick }) => nick).filter((nick) => text.includes(`@${nick}`))
  return [
    (text || mention) && highlightMentions(h('div.plain', {}, mention, text), [...nicks, ...others]),
    images.length > 0 && h('div.pictures', {}, images),
  ]
}

function quoted({ quote }) {
  if (!quote) return undefined
  const original = state.messages.get(quote.id)
  const text = original?.kind === 'markdown' ? plainText(original).slice(0, quote.text.length) : quote.text
  return h('blockquote.quoted', {}, h('span.quoted-name', {}, nameOf(quote.from)), text)
}

function voice(text, seconds = 1) {
  const t = texts()
  const bars = Array.from({ length: Math.min(6 + seconds, 22) }, (_, index) =>
    h('i', { class: `bar-${(index * 7) % 5}` }),
  )
  return [
    h(
      'div.voice',
      { role: 'img', 'aria-label': t.voiceMessage(seconds) },
      icon('voice'),
      h('span.bars', {}, bars),
      `${seconds}″`,
    ),
    h('div.transcript', {}, text),
  ]
}

function fileCard({ name, bytes, url }) {
  return h(
    'a.file-card',
    { href: url, download: name },
    icon('file'),
    h('span', {}, h('strong', {}, name), h('small', {}, fileSize(bytes))),
  )
}

function linkButtons({ kind, links = [] }) {
  if (kind !== 'card' || links.length === 0) return undefined
  const safe = links.filter(({ url }) => /^(https?|dingtalk):/i.test(url))
  return h(
    'div.card-links',
    {},
    safe.map(({ title, url }) => h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, title)),
  )
}

function quoteButton({ id }, name) {
  const t = texts()
  return h(
    'button.icon-button.quote-button',
    { type: 'button', title: t.quote, 'aria-label': t.quoteOf(name), on: { click: () => setQuote(id) } },
    icon('quote'),
  )
}

/** What the phone's notification shows, and the channel by which the message was sent. */
function notificationLine({ title, via }) {
  const t = texts()
  return h(
    'p.bubble-footer',
    {},
    title &&
      h(
        'span.notification',
        { title: t.notification },
        icon('bell'),
        h('span', {}, `${t.notification}${t.colon}${title}`),
      ),
    via && h('span.via', {}, t.via[via]),
  )
}
