import { fill, h, icon } from '../lib/dom.js'
import { on, state } from '../state.js'
import { texts } from '../texts/language.js'

/** Says above the chat why the function cannot be called, such as a syntax error, until it can. */
export function buildProblem() {
  const t = texts().problem
  const element = h('section.function-problem', { role: 'alert', hidden: true })
  on('state function', () => {
    element.hidden = !state.problem
    fill(
      element,
      state.problem && [
        h('p', {}, icon('faults'), h('strong', {}, t.title)),
        h('pre', { tabindex: 0 }, state.problem),
        h('p', {}, t.hint),
      ],
    )
  })
  return element
}
