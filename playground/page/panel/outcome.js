import { h, icon } from '../lib/dom.js'
import { renderMarkdown } from '../lib/markdown.js'
import { state } from '../state.js'
import { texts } from '../texts/language.js'
import { ownerLine } from './owner-line.js'

/** What became of a message: what the person sees of it, and what its owner would read. */
export function outcome(messageId) {
  const t = texts()
  const { fate } = state.messages.get(messageId) ?? {}
  const answers = [...state.messages.values()].filter(({ answers }) => answers === messageId)
  const lines = [...state.steps.values()].filter((step) => step.messageId === messageId)
  const warnings = lines.filter(
    ({ kind, level, ok }) => kind === 'log' || level === 'warn' || (ok === false && kind === 'answer'),
  )
  const isOpen = fate?.state === 'sending' || fate?.state === 'thinking'
  return h(
    'dl.outcome',
    {},
    h('dt', {}, icon('person'), t.wire.sees),
    h(
      'dd.sees',
      {},
      answers.length > 0
        ? answers.map((one) => h('p', {}, toWords(one)))
        : h('p.none', {}, isOpen ? t.wire.waiting : t.wire.seesNothing),
    ),
    h('dt', {}, icon('wrench'), t.wire.reads),
    h(
      'dd.reads',
      {},
      warnings.length > 0
        ? warnings.map((step) => h('p', {}, ownerLine(step)))
        : h('p.none', {}, isOpen ? t.wire.waiting : t.wire.readsNothing),
    ),
  )
}

/** Words without the marks of markdown, as they are read. */
function toWords({ kind, text }) {
  const beginning = text.slice(0, 1_000)
  return kind === 'markdown' ? renderMarkdown(beginning).textContent.trim() : beginning
}
