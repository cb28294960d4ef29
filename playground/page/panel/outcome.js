import { h, icon } from '../lib/dom.js'
import { state } from '../state.js'
import { texts } from '../texts/language.js'

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
        ? answers.map(({ text }) => h('p', {}, text.slice(0, 400)))
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

/** The bot's structured line in a few words; any other line as it is. */
function ownerLine({ kind, title, status }) {
  if (kind === 'answer') return `HTTP ${status ?? ''} ${title}`
  const result = /"result":"([^"]+)"/.exec(title)?.[1]
  if (!result) return title
  const rest = [...title.matchAll(/"(evidence|road|failure)":"([^"]+)"/g)].map(
    ([, name, value]) => `${name}: ${value}`,
  )
  const total = /"total":([\d.]+)/.exec(title)?.[1]
  return [`result: ${result}`, ...rest, total && `${total} ms`].filter(Boolean).join(' · ')
}
