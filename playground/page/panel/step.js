import { fill, h, icon, place } from '../lib/dom.js'
import { duration } from '../lib/time.js'
import { get } from '../live.js'
import { texts } from '../texts/language.js'
import { ownerLine } from './owner-line.js'

/** The steps of one message: each with when it began, how long it took, and what was said; a click opens it. */
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
      place(element, nodes)
    },
  }
}

/** A message appears while its send is under way, so within one millisecond it comes after it. */
const rank = ({ kind }) => (kind === 'delivery' ? 1 : 0)

function createRow(id) {
  const t = texts()
  const head = h('button.step-head', { type: 'button', 'aria-expanded': 'false' })
  const detail = h('div.step-detail', { hidden: true })
  const bar = h('span.bar')
  const element = h('li.step', {}, head, h('span.waterfall', { 'aria-hidden': 'true' }, bar), detail)

  head.addEventListener('click', async () => {
    const opens = detail.hidden
    head.setAttribute('aria-expanded', String(opens))
    detail.hidden = !opens
    if (!opens) return
    fill(detail, h('p.loading', {}, t.wire.loading))
    fill(detail, await get(`steps/${id}`).then(showDetail, () => h('p.loading', {}, t.wire.gone)))
  })

  return {
    element,
    draw(step, begin, end) {
      element.className = `step kind-${step.kind} ${toneOf(step)}`
      head.disabled = !step.opens
      fill(
        head,
        h('span.step-at', {}, step.at === begin ? '0' : `+${duration(step.at - begin)}`),
        h('span.step-kind', {}, t.wire.steps[step.kind]),
        h('span.step-title', {}, titleOf(step)),
        marks(step),
      )
      const ms = step.ms ?? 0
      // An answer comes at the end of the time it took; everything else begins where it stands.
      const from = step.kind === 'answer' ? step.at - ms : step.at
      bar.style.left = `${((from - begin) / (end - begin)) * 100}%`
      bar.style.width = `${Math.max((ms / (end - begin)) * 100, 0.8)}%`
    },
  }
}

function titleOf(step) {
  const { kind, title } = step
  const t = texts()
  if (kind === 'log') return ownerLine(step)
  if (kind === 'replica') return t.wire.replica[title]
  return title === 'timeout' ? t.wire.timeout : title
}

function marks({ status, ms, pending, fault }) {
  const t = texts()
  return h(
    'span.step-marks',
    {},
    fault && h('span.mark.fault', {}, `${t.wire.fault}: ${fault}`),
    pending && h('span.mark.pending', {}, t.wire.pending),
    status !== undefined && h('span.mark.status', {}, String(status)),
    ms !== undefined && h('span.mark.ms', {}, duration(ms)),
  )
}

function toneOf({ ok, pending }) {
  if (pending) return 'is-pending'
  if (ok === undefined) return ''
  return ok ? 'is-good' : 'is-bad'
}

function showDetail({ request, response, curl }) {
  const t = texts()
  return [
    curl && copyButton(curl),
    request && side(t.wire.request, request),
    response && side(t.wire.response, response),
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

function copyButton(curl) {
  const t = texts()
  const button = h('button.secondary.copy', { type: 'button', data: { curl } }, icon('copy'), t.wire.copyCurl)
  button.addEventListener('click', async () => {
    await copy(curl)
    fill(button, icon('check'), t.wire.copied)
    setTimeout(() => fill(button, icon('copy'), t.wire.copyCurl), 1_500)
  })
  return button
}

/** The clipboard is there on loopback and HTTPS only; elsewhere the older way works. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = h('textarea.visually-hidden', { value: text })
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
