import { h, onEnter } from '../lib/dom.js'
import { send } from '../server.js'
import { conversation, on, setQuote, state } from '../state.js'
import { texts } from '../texts/language.js'
import { createTray, PICTURES, readFile } from './attachments.js'
import { buildQuoteBar } from './quote-bar.js'
import { openSuggestions } from './suggestions.js'
import { acceptDrops, buildTools } from './tools.js'
import { openVoice } from './voice.js'

/** The field grows with its text up to this height. */
const MAX_HEIGHT_PX = 180

/** The input: text, pictures, and buttons for other kinds of messages. */
export function buildComposer() {
  const t = texts()
  const field = h('textarea.field', {
    rows: 1,
    placeholder: t.composer.placeholder,
    'aria-label': t.composer.label,
    enterkeyhint: 'send',
  })
  const mention = h('button.mention-chip', { type: 'button', 'aria-pressed': 'true' }, `@${t.robot}`)
  const problem = h('p.composer-problem', { role: 'alert' })
  const sendButton = h('button.primary.send', { type: 'submit' }, t.composer.send)
  const tray = createTray(refresh)
  let isMentioned = true

  const isGroup = () => conversation()?.type === '2'
  const draftKey = () => `${state.me} ${conversation()?.id}`

  function refresh() {
    sendButton.disabled = field.value.trim() === '' && tray.pictures.length === 0
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, MAX_HEIGHT_PX)}px`
  }

  function drawMention() {
    mention.hidden = !isGroup()
    mention.setAttribute('aria-pressed', String(isMentioned))
    mention.title = isMentioned ? t.composer.mentionOn : t.composer.mentionOff
  }

  function submit(event) {
    event.preventDefault()
    void submitText()
  }

  async function deliver(draft) {
    problem.textContent = ''
    try {
      await send({ mentioned: isMentioned, quote: state.quote, ...draft })
      setQuote(undefined)
      return true
    } catch (error) {
      problem.textContent = t.composer.failed(error.message)
      return false
    }
  }

  async function submitText() {
    if (sendButton.disabled) return
    const draft = { kind: 'text', text: field.value.trim(), pictures: tray.pictures }
    const before = { text: field.value, pictures: tray.pictures }
    field.value = ''
    tray.clear()
    refresh()
    if (await deliver(draft)) isMentioned = true
    else {
      field.value = before.text
      tray.add(before.pictures)
    }
    drawMention()
    refresh()
  }

  async function addFiles(files) {
    for (const file of files) {
      const read = await readFile(file)
      if (!read) problem.textContent = t.composer.tooLarge(file.name)
      else if (PICTURES.includes(read.type)) tray.add([read])
      else if (isGroup()) problem.textContent = t.composer.notInGroup
      else await deliver({ kind: 'file', file: read })
    }
    refresh()
  }

  field.addEventListener('input', () => {
    state.drafts.set(draftKey(), field.value)
    refresh()
  })
  onEnter(field, submitText)
  field.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    void addFiles(files)
  })
  mention.addEventListener('click', () => {
    isMentioned = !isMentioned
    drawMention()
    field.focus()
  })

  const sendVoice = async () => {
    const text = await openVoice()
    if (text) await deliver({ kind: 'voice', text })
  }
  const inDirectChat = (action) => () => {
    if (isGroup()) problem.textContent = t.composer.notInGroup
    else action()
  }
  const tools = buildTools({
    addFiles,
    openVoice: inDirectChat(sendVoice),
    inDirectChat,
    openSuggestions: () =>
      openSuggestions(
        (text) => deliver({ kind: 'text', text }),
        (file) => addFiles([file]),
      ),
  })

  const form = h(
    'form.composer',
    { on: { submit } },
    h(
      'div.composer-content',
      {},
      h('div.tools-row', {}, tools, h('p.hint', {}, t.composer.hint)),
      buildQuoteBar(() => field.focus()),
      tray.element,
      h('div.input-row', {}, mention, field, sendButton),
      problem,
    ),
  )
  acceptDrops(form, addFiles)

  on('state view', () => {
    field.value = state.drafts.get(draftKey()) ?? ''
    problem.textContent = ''
    drawMention()
    refresh()
  })
  on('sent', () => state.drafts.delete(draftKey()))
  on('focus-composer', () => canHover.matches && field.focus())
  return form
}

/** Not on a phone, where a focused field opens the keyboard over the page. */
const canHover = matchMedia('(hover: hover)')
