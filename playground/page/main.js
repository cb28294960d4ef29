import { buildChat } from './chat/chat.js'
import { buildSidebar } from './chat/sidebar.js'
import { fill, h } from './lib/dom.js'
import { connect, post } from './live.js'
import { buildPanel } from './panel/panel.js'
import { emit, forgetListeners, on, state } from './state.js'
import { language, texts } from './texts/language.js'

const app = document.getElementById('app')
const isPhone = matchMedia('(max-width: 759px)')

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
  // A sheet that covers everything else is all there is to reach.
  on('sheet', (isOpen) => {
    for (const part of app.querySelectorAll('.chat, .sidebar')) part.inert = isOpen && isPhone.matches
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

isPhone.addEventListener('change', () => emit('sheet', false))
begin()
connect()
