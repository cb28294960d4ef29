import { h, icon } from '../lib/dom.js'
import { plainText } from '../lib/markdown.js'
import { state } from '../state.js'
import { language, texts } from '../texts/language.js'

/** The result of a message: what its faults were to lead to, what the user sees in the chat, and what is logged. */
export function outcome(messageId) {
  const t = texts()
  const { status, switches = [] } = state.messages.get(messageId) ?? {}
  const expected = state.switches.filter(({ id }) => switches.includes(id))
  const answers = [...state.messages.values()].filter(({ answers }) => answers === messageId)
  const steps = [...state.steps.values()].filter((step) => step.messageId === messageId)
  const warnings = steps.filter(
    ({ kind, level, ok }) => kind === 'log' || level === 'warn' || (ok === false && kind === 'answer'),
  )
  const isOpen = status?.state === 'sending' || status?.state === 'waiting'
  return h(
    'dl.outcome',
    {},
    expected.length > 0 && [
      h('dt', {}, icon('faults'), t.trial.expected),
      h(
        'dd.expected',
        {},
        expected.map(({ effect }) => h('p', {}, effect[language()])),
      ),
    ],
    h('dt', {}, icon('person'), t.trace.sees),
    h(
      'dd.sees',
      {},
      answers.length > 0
        ? answers.map((one) => h('p', {}, plainText(one) || `[${t.composer.picture}]`))
        : h('p.none', {}, isOpen ? t.trace.waiting : t.trace.seesNothing),
    ),
    h('dt', {}, icon('wrench'), t.trace.reads),
    h(
      'dd.reads',
      {},
      warnings.length > 0
        ? warnings.map((step) => h('p', {}, logSummary(step)))
        : h('p.none', {}, isOpen ? t.trace.waiting : t.trace.readsNothing),
    ),
  )
}

/** The bot's log line about a message, or its response to the callback, in a few words; any other line unchanged. */
export function logSummary({ kind, title, status, timedOut }) {
  if (timedOut) return texts().trace.timeout
  if (kind === 'answer') return `HTTP ${status ?? ''} ${title}`
  const line = parse(title)
  if (!line?.result) return title
  const { result, evidence, searchFailure, channel, refusals = [], ms } = line
  const refused = refusals.map((one) => `${one.channel}: ${one.failure} (${one.evidence ?? ''})`)
  const search = searchFailure && `search: ${searchFailure}`
  return [result, evidence, search, ...refused, channel, ms?.total !== undefined && `${ms.total} ms`]
    .filter(Boolean)
    .join(' · ')
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
