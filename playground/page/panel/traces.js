import { nameOf } from '../lib/avatar.js'
import { fill, h, icon, inNextFrame, reorderChildren } from '../lib/dom.js'
import { clockTime } from '../lib/time.js'
import { on, state } from '../state.js'
import { texts } from '../texts/language.js'
import { outcome } from './outcome.js'
import { createSteps } from './step.js'

/** How many messages have a trace; the log in the terminal has the older ones. */
const MAX_TRACES = 40
const OTHERS = 'others'

/** One trace per message, the newest first and open. */
export function buildTraces() {
  const t = texts()
  const list = h('div.traces')
  const element = h('section.panel-body.trace-list', {}, list)
  const traces = new Map()
  const open = new Set()

  function draw() {
    const groups = groupSteps()
    for (const id of traces.keys()) if (!groups.has(id)) traces.delete(id)
    const nodes = [...groups].map(([id, steps], index) => drawTrace(id, steps, index === 0))
    if (nodes.length === 0) fill(list, h('p.empty', {}, icon('trace'), t.trace.empty))
    else reorderChildren(list, nodes)
  }

  function drawTrace(id, steps, isNewest) {
    let trace = traces.get(id)
    if (!trace) {
      trace = createTrace(id)
      traces.set(id, trace)
      // The newest one opens and closes the previous one, unless the user opened that.
      if (isNewest && id !== OTHERS) {
        for (const [other, { isOpenedByUser }] of traces)
          if (other !== id && !isOpenedByUser) open.delete(other)
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
      isOpenedByUser: false,
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
      trace.isOpenedByUser = true
      if (!open.delete(id)) open.add(id)
      draw()
    })
    return trace
  }

  on('state step message', inNextFrame(draw))

  return {
    element,
    onOpen() {
      if (!state.openTrace) return
      open.add(state.openTrace)
      draw()
      traces.get(state.openTrace)?.element.scrollIntoView({ block: 'start' })
      state.openTrace = undefined
    },
  }
}

/** Steps by message, the newest message first; at the end the steps of no message. */
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
  if (id === OTHERS)
    return h('span.trace-title', {}, h('strong', {}, t.trace.others), ' ', t.trace.othersHint)
  const { from, text, at, pictures, file } = state.messages.get(id)
  const content = text || file?.name || (pictures ? `[${t.composer.picture}]` : '')
  return [
    h('span.trace-title', {}, h('strong', {}, nameOf(from)), ' ', content.slice(0, 60)),
    steps.some((step) => step.ok === false) && h('span.dot.bad'),
    h('span.trace-time', {}, clockTime(at)),
  ]
}
