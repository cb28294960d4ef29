import { h } from '../lib/dom.js'
import { texts } from '../texts/language.js'
import { openDialog } from './ask.js'

/** Asks for the words that DingTalk would have recognised; undefined when nobody wants to speak. */
export function openVoice() {
  const t = texts()
  return openDialog(t.voice.title, (close) => {
    const words = h('textarea', {
      rows: 2,
      placeholder: t.voice.placeholder,
      'aria-label': t.voice.label,
      autofocus: true,
    })
    const done = () => close(words.value.trim() || t.voice.placeholder)
    words.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
      event.preventDefault()
      done()
    })
    return [
      h('h3', {}, t.voice.title),
      h('p', {}, t.voice.text),
      words,
      h(
        'div.dialog-buttons',
        {},
        h('button.secondary', { type: 'button', on: { click: () => close(undefined) } }, t.cancel),
        h('button.primary', { type: 'button', on: { click: done } }, t.voice.send),
      ),
    ]
  })
}
