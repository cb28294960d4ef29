import { nameOf } from '../lib/avatar.js'
import { fill, h, icon } from '../lib/dom.js'
import { plainText } from '../lib/markdown.js'
import { on, setQuote, state } from '../state.js'
import { texts } from '../texts/language.js'

const EXCERPT_CHARACTERS = 80

/** The message that will be quoted, above the field; `onQuote` is called when there is one. */
export function buildQuoteBar(onQuote) {
  const t = texts()
  const element = h('div.quote-bar', { hidden: true })
  const removeButton = () =>
    h(
      'button.icon-button',
      { type: 'button', 'aria-label': t.composer.removeQuote, on: { click: () => setQuote(undefined) } },
      icon('close'),
    )

  on('state view quote', () => {
    const quoted = state.messages.get(state.quote)
    element.hidden = !quoted
    if (!quoted) return
    const excerpt = (plainText(quoted) || quoted.file?.name || '🖼').slice(0, EXCERPT_CHARACTERS)
    const line = h('span', {}, h('strong', {}, t.composer.quoting(nameOf(quoted.from))), ' ', excerpt)
    fill(element, line, removeButton())
    onQuote()
  })
  return element
}
