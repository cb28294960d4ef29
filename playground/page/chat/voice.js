import { h, onEnter } from '../lib/dom.js'
import { texts } from '../texts/language.js'
import { openDialog } from './dialog.js'

/** Asks for the text that DingTalk recognises in the voice message; undefined when it is cancelled. */
export function openVoice() {
  const t = texts()
  return openDialog(t.voice.title, (close) => {
    const field = h('textarea', {
      rows: 2,
      placeholder: t.voice.placeholder,
      'aria-label': t.voice.label,
      autofocus: true,
    })
    const submit = () => close(field.value.trim() || t.voice.placeholder)
    onEnter(field, submit)
    return [
      h('h3', {}, t.voice.title),
      h('p', {}, t.voice.text),
      field,
      h(
        'div.dialog-buttons',
        {},
        h('button.secondary', { type: 'button', on: { click: () => close(undefined) } }, t.cancel),
        h('button.primary', { type: 'button', on: { click: submit } }, t.voice.send),
      ),
    ]
  })
}
