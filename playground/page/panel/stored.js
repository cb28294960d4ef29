import { fill, h, icon } from '../lib/dom.js'
import { get } from '../server.js'
import { on, state } from '../state.js'
import { texts } from '../texts/language.js'

/** The data is read this often while the tab is open. */
const READ_EVERY_MS = 1_000

/** The bot's collections, the newest documents first. */
export function buildStored() {
  const t = texts()
  const list = h('div.collections')
  const where = h('p.where')
  const usage = h('p.usage')
  const element = h('section.panel-body.stored', {}, where, usage, list)
  const opened = new Set()
  let known = new Set()
  let last = ''
  let timer

  async function refresh() {
    if (!state.isConnected) return
    const collections = await get('stored').catch(() => undefined)
    if (!element.isConnected) return stop()
    const text = JSON.stringify(collections)
    if (text === last) return
    last = text
    draw(collections)
  }

  function draw(collections) {
    if (!collections) return void fill(list, h('p.empty', {}, icon('data'), t.stored.failed))
    const isEmpty = collections.every(({ count }) => count === 0)
    const before = known
    known = new Set(
      collections.flatMap(({ name, documents }) => documents.map(({ id, json }) => `${name} ${id} ${json}`)),
    )
    fill(
      list,
      isEmpty && h('p.empty', {}, icon('data'), t.stored.emptyAll),
      isEmpty ? [] : collections.map((one) => collection(one, before)),
    )
  }

  function collection({ name, count, documents }, before) {
    return h(
      'section.collection',
      { 'aria-label': name },
      h(
        'h3',
        {},
        h('code', {}, name),
        h('span.count', {}, t.stored.count(count)),
        h('small', {}, t.stored.about[name]),
      ),
      count > documents.length && h('p.newest', {}, t.stored.newest(documents.length)),
      documents.length === 0
        ? h('p.none', {}, t.stored.empty)
        : documents.map((one) => documentRow(name, one, before)),
    )
  }

  function documentRow(name, { id, label, title, json }, before) {
    const key = `${name} ${id}`
    const isNew = before.size > 0 && !before.has(`${key} ${json}`)
    const details = h(
      'details.document',
      { open: opened.has(key), class: `document ${isNew ? 'is-new' : ''}` },
      h('summary', {}, label && h('strong', {}, label), ' ', title),
      h('pre', { tabindex: 0 }, json),
    )
    details.addEventListener('toggle', () => (details.open ? opened.add(key) : opened.delete(key)))
    return details
  }

  function start() {
    stop()
    void refresh()
    timer = setInterval(() => document.hidden || void refresh(), READ_EVERY_MS)
  }
  function stop() {
    clearInterval(timer)
    timer = undefined
  }

  on('state', () => {
    if (timer) void refresh()
    where.textContent = t.stored.where[state.database]
  })
  on('state usage', () => {
    usage.textContent = t.stored.usage(state.usage, state.quota)
  })
  return { element, onToggle: (isShown) => (isShown ? start() : stop()) }
}
