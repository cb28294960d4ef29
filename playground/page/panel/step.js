import { fill, h, icon, reorderChildren } from '../lib/dom.js'
import { duration } from '../lib/time.js'
import { get, post } from '../server.js'
import { texts } from '../texts/language.js'
import { logSummary } from './outcome.js'

/** The steps of one message, each with its start, its duration and its title; a click opens the details. */
export function createSteps() {
  const element = h('ol.steps')
  const rows = new Map()

  return {
    element,
    draw(steps) {
      const sorted = [...steps].sort((a, b) => a.at - b.at || rank(a) - rank(b) || a.id - b.id)
      const begin = sorted[0]?.at ?? 0
      const ends = sorted.map(({ at, ms = 0, kind }) => (kind === 'answer' ? at : at + ms))
      const end = Math.max(...ends, begin + 1)
      const nodes = sorted.map((step) => {
        const known = rows.get(step.id)
        const row = known ?? createRow(step.id)
        rows.set(step.id, row)
        row.draw(step, begin, end)
        return row.element
      })
      reorderChildren(element, nodes)
    },
  }
}

/** A delivery follows the call that caused it, also within the same millisecond. */
const rank = ({ kind }) => (kind === 'delivery' ? 1 : 0)

function createRow(id) {
  const t = texts()
  const head = h('button.step-head', { type: 'button', 'aria-expanded': 'false' })
  const detail = h('div.step-detail', { hidden: true })
  const bar = h('span.bar')
  const element = h('li.step', {}, head, h('span.waterfall', { 'aria-hidden': 'true' }, bar), detail)

  let messageId
  let kind
  head.addEventListener('click', async () => {
    const opens = detail.hidden
    head.setAttribute('aria-expanded', String(opens))
    detail.hidden = !opens
    if (!opens) return
    fill(detail, h('p.loading', {}, t.trace.loading))
    const again = kind === 'callback' && messageId && againButton(messageId)
    fill(detail, again, await get(`steps/${id}`).then(toDetail, () => h('p.loading', {}, t.trace.gone)))
  })

  return {
    element,
    draw(step, begin, end) {
      messageId = step.messageId
      kind = step.kind
      element.className = `step kind-${step.kind} ${toneOf(step)}`
      head.disabled = !step.opens
      fill(
        head,
        h('span.step-at', {}, step.at === begin ? '0 ms' : `+${duration(step.at - begin)}`),
        h('span.step-kind', {}, t.trace.steps[step.kind]),
        h('span.step-title', {}, titleOf(step)),
        marks(step),
      )
      const ms = step.ms ?? 0
      // A response ends at its time; every other step begins at its time.
      const from = step.kind === 'answer' ? step.at - ms : step.at
      bar.style.left = `${((from - begin) / (end - begin)) * 100}%`
      bar.style.width = `${Math.max((ms / (end - begin)) * 100, 0.8)}%`
    },
  }
}

function titleOf(step) {
  const { kind, title, timedOut } = step
  const t = texts()
  if (kind === 'log') return logSummary(step)
  if (kind === 'replica') return t.trace.replica[title]
  return timedOut ? t.trace.timeout : title
}

function marks({ status, ms, pending, fault }) {
  const t = texts()
  return h(
    'span.step-marks',
    {},
    fault && h('span.mark.fault', {}, `${t.trace.fault}${t.colon}${fault}`),
    pending && h('span.mark.pending', {}, t.trace.pending),
    status !== undefined && h('span.mark.status', {}, String(status)),
    ms !== undefined && h('span.mark.ms', {}, duration(ms)),
  )
}

function toneOf({ ok, pending }) {
  if (pending) return 'is-pending'
  if (ok === undefined) return ''
  return ok ? 'is-good' : 'is-bad'
}

function toDetail({ request, response, curl }) {
  const t = texts()
  return [
    curl && copyButton(curl),
    request && side(t.trace.request, request),
    response && side(t.trace.response, response),
  ]
}

function side(label, { line, headers = {}, body }) {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return h(
    'figure.side',
    {},
    h('figcaption', {}, label),
    h(
      'pre',
      { tabindex: 0 },
      [line, ...head].filter(Boolean).join('\n'),
      body !== undefined && h('code', {}, `\n\n${body}`),
    ),
  )
}

/** Sends the person's message once more: a copy of the callback would be a redelivery, which is not answered. */
function againButton(messageId) {
  const t = texts()
  const problem = h('span.problem', { role: 'alert' })
  const again = () =>
    post('send-again', { messageId }).catch(({ message }) => {
      problem.textContent = t.composer.failed(message)
    })
  return h(
    'p.again',
    {},
    h('button.secondary.copy', { type: 'button', on: { click: again } }, icon('send'), t.trial.again),
    problem,
  )
}

function copyButton(curl) {
  const t = texts()
  const button = h(
    'button.secondary.copy',
    { type: 'button', data: { curl } },
    icon('copy'),
    t.trace.copyCurl,
  )
  button.addEventListener('click', async () => {
    await copy(curl)
    fill(button, icon('check'), t.trace.copied)
    setTimeout(() => fill(button, icon('copy'), t.trace.copyCurl), 1_500)
  })
  return button
}

/** The clipboard API exists on loopback and HTTPS only; elsewhere this uses the old command. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = h('textarea.visually-hidden', { value: text })
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
