import { h } from '../lib/dom.js'
import { state } from '../state.js'
import { language, texts } from '../texts/language.js'
import { openDialog } from './ask.js'

/** Shows what one can say: the bot's commands, and what the demo model does on demand. A click says it. */
export async function openIdeas(say) {
  const t = texts()
  const chosen = await openDialog(t.ideas.title, (close) => {
    const row = (words, about) =>
      h(
        'button.idea',
        { type: 'button', on: { click: () => close(words) } },
        h('strong', {}, words),
        h('span', {}, about),
      )
    return [
      h('h3', {}, t.ideas.demos),
      state.model?.kind === 'real' && h('p', {}, t.ideas.onlyDemo),
      h(
        'div.ideas',
        {},
        state.demonstrations.map((one) => row(one[language()].say, one[language()].shows)),
      ),
      h('h3', {}, t.ideas.commands),
      h('div.ideas', {}, row('/help', t.ideas.help), row('/new', t.ideas.new)),
      h(
        'div.dialog-buttons',
        {},
        h('button.secondary', { type: 'button', on: { click: () => close(undefined) } }, t.close),
      ),
    ].filter(Boolean)
  })
  if (chosen) await say(chosen)
}
