import { buildChat } from './chat/chat.js'
import { buildSidebar } from './chat/sidebar.js'
import { fill, h } from './lib/dom.js'
import { buildPanel } from './panel/panel.js'
import { connect, post } from './server.js'
import { emit, on, removeAllListeners, state } from './state.js'
import { language, texts } from './texts/language.js'

const app = document.getElementById('app')
const isPhone = matchMedia('(max-width: 759px)')

/** Builds the whole page; again after a change of language. */
function build() {
  removeAllListeners()
  const t = texts()
  document.documentElement.lang = t.lang
  document.title = t.title
  // For screen readers: on a phone the name of the page is not on every screen.
  const heading = h('header.visually-hidden', {}, h('h1', {}, t.product))
  fill(app, heading, buildSidebar(), buildChat(), buildPanel(), buildBanner())
  on('language', () => {
    start()
    // The button that was clicked is a new one now.
    app.querySelector('.language')?.focus()
  })
  on('screen', (screen) => {
    app.dataset.screen = screen
    // On a phone the list is the only part of the page that is shown.
    app.querySelector('.sidebar').role = screen === 'list' && isPhone.matches ? 'main' : 'complementary'
  })
  // On a phone the panel covers the rest of the page, which must not be reachable then.
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
    // Reconnecting can take a moment, which needs no banner.
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

function start() {
  build()
  post('language', { language: language() }).catch(() => undefined)
}

isPhone.addEventListener('change', () => emit('sheet', false))
start()
connect()
