import { h, icon } from '../lib/dom.js'
import { duration } from '../lib/time.js'
import { emit, state } from '../state.js'
import { texts } from '../texts/language.js'

/** Under a person's message: how fast it was acknowledged, or that DingTalk shows nothing and why. */
export function fateLine({ id, fate, from }) {
  if (!fate) return undefined
  const t = texts()
  const isMine = from === state.me
  const says = [
    fate.state === 'sending' && h('span', {}, `${t.fate.sending}…`),
    fate.ackMs !== undefined && fate.state !== 'nothing' && h('span', {}, t.fate.ack(duration(fate.ackMs))),
    fate.state === 'nothing' && nothing(fate),
  ]
  const openWire = () => {
    state.trace = id
    emit('panel', 'wire')
  }
  const wire =
    fate.why !== 'not-mentioned' && h('button.link', { type: 'button', on: { click: openWire } }, t.fate.wire)
  return h('p.under', { class: `under ${isMine ? 'right' : ''}` }, says, wire)
}

function nothing({ why, status }) {
  const t = texts()
  const reason = why === 'refused' ? t.fate.refused(status) : t.fate[why]
  const words = why === 'not-mentioned' ? reason : `${t.fate.nothing}: ${reason}`
  return h('span.nothing', {}, icon('close'), words)
}
