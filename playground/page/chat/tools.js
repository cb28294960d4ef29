import { h, icon } from '../lib/dom.js'
import { texts } from '../texts/language.js'
import { PICTURES } from './attachments.js'

/**
 * The row of buttons above the field.
 * @param take receives the files somebody chose
 * @param guardFile wraps what may only be done in a direct chat
 */
export function buildTools({ take, voice, guardFile, ideas }) {
  const t = texts()
  const pictureInput = picker(PICTURES.join(','), true, take)
  const fileInput = picker('', false, take)
  const tool = (name, image, act) =>
    h(
      'button.icon-button',
      { type: 'button', title: t.composer[name], 'aria-label': t.composer[name], on: { click: act } },
      icon(image),
    )
  return h(
    'div.tools',
    { role: 'group', 'aria-label': t.composer.label },
    tool('picture', 'picture', () => pictureInput.click()),
    tool('voice', 'voice', voice),
    tool(
      'file',
      'file',
      guardFile(() => fileInput.click()),
    ),
    tool('ideas', 'idea', ideas),
    pictureInput,
    fileInput,
  )
}

function picker(accept, multiple, take) {
  const input = h('input', {
    type: 'file',
    accept,
    multiple,
    hidden: true,
    tabindex: -1,
    'aria-hidden': 'true',
  })
  input.addEventListener('change', () => {
    void take([...input.files]).then(() => {
      // The same file can be chosen again.
      input.value = ''
    })
  })
  return input
}

/** The whole window takes files, so that nobody has to aim. */
export function acceptDrops(form, take) {
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files')
  const show = (isOver) => form.classList.toggle('dropping', isOver)
  document.body.ondragover = (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    show(true)
  }
  document.body.ondragleave = (event) => event.relatedTarget === null && show(false)
  document.body.ondrop = (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    show(false)
    void take([...event.dataTransfer.files])
  }
}
