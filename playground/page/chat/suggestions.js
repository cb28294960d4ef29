import { h } from '../lib/dom.js'
import { state } from '../state.js'
import { language, texts } from '../texts/language.js'
import { openDialog } from './dialog.js'

const SAMPLE = '/playground/page/samples/contract.docx'

/**
 * Shows messages to try: those that the demo model reacts to, a document, and the bot's commands. A click sends one.
 * @param send receives a text
 * @param sendFile receives the document
 */
export async function openSuggestions(send, sendFile) {
  const t = texts()
  const chosen = await openDialog(t.suggestions.title, (close) => {
    const row = (text, about) =>
      h(
        'button.suggestion',
        { type: 'button', on: { click: () => close(text) } },
        h('strong', {}, text),
        h('span', {}, about),
      )
    return [
      h('h3', {}, t.suggestions.demos),
      state.model?.kind === 'real' && h('p', {}, t.suggestions.onlyDemo),
      h(
        'div.suggestions',
        {},
        state.demonstrations.map((one) => row(one[language()].say, one[language()].shows)),
      ),
      h('h3', {}, t.suggestions.documents),
      h('div.suggestions', {}, row(t.suggestions.sample, t.suggestions.sampleAbout)),
      h('h3', {}, t.suggestions.commands),
      h('div.suggestions', {}, row('/help', t.suggestions.help), row('/new', t.suggestions.new)),
      h(
        'div.dialog-buttons',
        {},
        h('button.secondary', { type: 'button', on: { click: () => close(undefined) } }, t.close),
      ),
    ].filter(Boolean)
  })
  if (chosen === t.suggestions.sample) await sendFile(await loadSample(chosen))
  else if (chosen) await send(chosen)
}

async function loadSample(name) {
  const response = await fetch(SAMPLE)
  return new File([await response.blob()], name)
}
