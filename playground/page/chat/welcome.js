import { h } from '../lib/dom.js'
import { sendText } from '../server.js'
import { emit, state } from '../state.js'
import { language, texts } from '../texts/language.js'

/** Where the setup guide stands, in each language. */
const SETUP = { zh: '/playground/docs/setup.zh-CN.md', en: '/playground/docs/setup.md' }

/** What an empty conversation shows: a welcome while there are no messages at all, otherwise a hint. */
export function welcome(conversation) {
  const t = texts()
  if (state.messages.size > 0) return h('div.welcome.small', {}, h('p', {}, t.emptyChat))
  return h(
    'section.welcome',
    { 'aria-label': t.welcome.title },
    h('img', { src: '/playground/page/icon.svg', alt: '', width: 64, height: 64 }),
    h('h3', {}, t.welcome.title),
    h('p', {}, t.welcome.text),
    h('p.welcome-try', {}, t.welcome.try),
    h(
      'div.examples',
      {},
      t.welcome.examples.map((text) => {
        const click = () => {
          // The button goes away with the welcome.
          emit('focus-composer')
          void sendText(text, conversation)
        }
        return h('button.example', { type: 'button', on: { click } }, text)
      }),
    ),
    h(
      'p.welcome-next',
      {},
      t.welcome.next,
      link(SETUP[language()], t.welcome.setup),
      link(`/dingtalk?lang=${language()}`, t.welcome.checkUp),
    ),
  )
}

const link = (href, text) => h('a', { href, target: '_blank', rel: 'noreferrer' }, text)
