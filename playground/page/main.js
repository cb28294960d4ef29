import { buildChat } from './chat/chat.js'
import { buildSidebar } from './chat/sidebar.js'
import { fill, h } from './lib/dom.js'
import { connect, post } from './live.js'
import { buildPanel } from './panel/panel.js'
import { emit, forgetListeners, on, state } from './state.js'
import { language, texts } from './texts/language.js'

const app = document.getElementById('app')

/** Draws the whole page; again when the language changes. */
function build() {
  forgetListeners()
  const t = texts()
  document.documentElement.lang = t.lang
  document.title = t.title
  fill(app, buildSidebar(), buildChat(), buildPanel(), buildBanner())
  on('language', begin)
  on('screen', (screen) => {
    app.dataset.screen = screen
  })
  if (state.isReady) emit('state')
}

function buildBanner() {
  const banner = h('p.banner', { role: 'status', hidden: true })
  let timer
  on('connection', () => {
    clearTimeout(timer)
    // A restart takes a moment; only what lasts is worth a word.
    timer = setTimeout(
      () => {
        banner.hidden = state.isConnected
        banner.textContent = state.isConnected ? '' : texts().disconnected
      },
      state.isConnected ? 0 : 150,
    )
  })
  return banner
}

function begin() {
  build()
  post('language', { language: language() }).catch(() => undefined)
}

begin()
connect()
