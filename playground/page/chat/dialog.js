import { h } from '../lib/dom.js'
import { texts } from '../texts/language.js'

/**
 * Opens a dialog and waits until it is closed.
 * @param {(close: (value: unknown) => void) => Node[]} createContent
 * @returns the value it was closed with; undefined for Escape
 */
export function openDialog(label, createContent) {
  return new Promise((resolve) => {
    let result
    const dialog = h('dialog.dialog', { 'aria-label': label })
    const close = (value) => {
      result = value
      dialog.close()
    }
    dialog.append(...createContent(close))
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(result)
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

/** Asks for a confirmation. @returns true for yes */
export function confirm(question, yes) {
  const t = texts()
  return openDialog(question, (close) => [
    h('p', {}, question),
    h(
      'div.dialog-buttons',
      {},
      h('button.secondary', { type: 'button', on: { click: () => close(false) } }, t.cancel),
      h('button.primary', { type: 'button', on: { click: () => close(true) } }, yes),
    ),
  ])
}
