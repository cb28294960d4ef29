import { nameOf } from '../lib/avatar.js'
import { fill, h, icon, place } from '../lib/dom.js'
import { clockTime } from '../lib/time.js'
import { on, state } from '../state.js'
import { texts } from '../texts/language.js'
import { outcome } from './outcome.js'
import { createSteps } from './step.js'

/** How many messages have a time line at once; older ones are in the terminal's log. */
const MAX_TRACES = 40
const OTHERS = 'others'

/** One time line per message, the newest first and open. */
export function buildWire() {
  const t = texts()
  const list = h('div.traces')
  const element = h('section.panel-body.wire', {}, list)
  const traces = new Map()
  const open = new Set()

  function draw() {
    const groups = groupSteps()
    for (const id of traces.keys()) if (!groups.has(id)) traces.delete(id)
    const nodes = [...groups].map(([id, steps], index) => drawTrace(id, steps, index === 0))
    if (nodes.length === 0) fill(list, h('p.empty', {}, icon('wire'), t.wire.empty))
    else place(list, nodes)
  }

  function drawTrace(id, steps, isNewest) {
    let trace = traces.get(id)
    if (!trace) {
      trace = createTrace(id)
      traces.set(id, trace)
      // The newest opens by itself and closes the one before, unless somebody opened that.
      if (isNewest && id !== OTHERS) {
        for (const [other, { isByHand }] of traces) if (other !== id && !isByHand) open.delete(other)
        open.add(id)
      }
    }
    trace.draw(steps, open.has(id))
    return trace.element
  }

  function createTrace(id) {
    const steps = createSteps()
    const summary = h('div.trace-summary')
    const head = h('button.trace-head', { type: 'button' })
    const trace = {
      isByHand: false,
      element: h('article.trace', {}, head, steps.element, summary),
      draw(given, isOpen) {
        head.setAttribute('aria-expanded', String(isOpen))
        fill(head, icon('chevron'), headline(id, given))
        steps.element.hidden = summary.hidden = !isOpen
        if (!isOpen) return
        steps.draw(given)
        fill(summary, id !== OTHERS && outcome(id))
      },
    }
    head.addEventListener('click', () => {
      trace.isByHand = true
      if (!open.delete(id)) open.add(id)
      draw()
    })
    return trace
  }

  let isDue = false
  const drawSoon = () => {
    if (isDue) return
    isDue = true
    requestAnimationFrame(() => {
      isDue = false
      draw()
    })
  }
  on('state step message', drawSoon)

  return {
    element,
    opened() {
      if (!state.trace) return
      open.add(state.trace)
      draw()
      traces.get(state.trace)?.element.scrollIntoView({ block: 'start' })
      state.trace = undefined
    },
  }
}

/** Steps by message, the newest message first, what belongs to none at the end. */
function groupSteps() {
  const groups = new Map()
  const others = []
  for (const step of state.steps.values()) {
    const { messageId } = step
    if (!messageId || !state.messages.has(messageId)) others.push(step)
    else if (groups.has(messageId)) groups.get(messageId).push(step)
    else groups.set(messageId, [step])
  }
  const newest = [...groups].slice(-MAX_TRACES).reverse()
  return new Map(others.length > 0 ? [...newest, [OTHERS, others.slice(-50)]] : newest)
}

function headline(id, steps) {
  const t = texts()
  if (id === OTHERS) return h('span.trace-title', {}, h('strong', {}, t.wire.others), ' ', t.wire.othersHint)
  const { from, text, at, pictures, file } = state.messages.get(id)
  const words = text || file?.name || (pictures ? `[${t.composer.picture}]` : '')
  return [
    h('span.trace-title', {}, h('strong', {}, nameOf(from)), ' ', words.slice(0, 60)),
    steps.some((step) => step.ok === false) && h('span.dot.bad'),
    h('span.trace-time', {}, clockTime(at)),
  ]
}
