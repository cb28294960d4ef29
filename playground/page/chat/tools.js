import { h, icon } from '../lib/dom.js'
import { texts } from '../texts/language.js'
import { PICTURES } from './attachments.js'

/**
 * The row of buttons above the field.
 * @param addFiles receives the chosen files
 * @param inDirectChat wraps an action so that in a group it shows an explanation instead
 */
export function buildTools({ addFiles, openVoice, inDirectChat, openSuggestions }) {
  const t = texts()
  const pictureInput = picker(PICTURES.join(','), true, addFiles)
  const fileInput = picker('', false, addFiles)
  const tool = (name, iconName, action) =>
    h(
      'button.icon-button',
      { type: 'button', title: t.composer[name], 'aria-label': t.composer[name], on: { click: action } },
      icon(iconName),
    )
  return h(
    'div.tools',
    { role: 'group', 'aria-label': t.composer.label },
    tool('picture', 'picture', () => pictureInput.click()),
    tool('voice', 'voice', openVoice),
    tool(
      'file',
      'file',
      inDirectChat(() => fileInput.click()),
    ),
    tool('suggestions', 'suggestion', openSuggestions),
    pictureInput,
    fileInput,
  )
}

function picker(accept, multiple, addFiles) {
  const input = h('input', {
    type: 'file',
    accept,
    multiple,
    hidden: true,
    tabindex: -1,
    'aria-hidden': 'true',
  })
  input.addEventListener('change', () => {
    void addFiles([...input.files]).then(() => {
      // So that the same file can be chosen again.
      input.value = ''
    })
  })
  return input
}

/** Accepts files that are dropped anywhere on the page. */
export function acceptDrops(form, addFiles) {
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files')
  const highlight = (isOver) => form.classList.toggle('dropping', isOver)
  document.body.ondragover = (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    highlight(true)
  }
  document.body.ondragleave = (event) => event.relatedTarget === null && highlight(false)
  document.body.ondrop = (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    highlight(false)
    void addFiles([...event.dataTransfer.files])
  }
}
