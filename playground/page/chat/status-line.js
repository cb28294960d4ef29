import { h, icon } from '../lib/dom.js'
import { duration } from '../lib/time.js'
import { emit, state } from '../state.js'
import { texts } from '../texts/language.js'

/** Below a person's message: how fast it was acknowledged, or why DingTalk shows no answer; and a link to its trace. */
export function statusLine({ id, status, from }) {
  if (!status) return undefined
  const t = texts()
  const isMine = from === state.me
  const line = [
    status.state === 'sending' && h('span', {}, `${t.status.sending}…`),
    status.ackMs !== undefined &&
      status.state !== 'unanswered' &&
      h('span', {}, t.status.ack(duration(status.ackMs))),
    status.state === 'unanswered' && unanswered(status),
  ]
  const openTrace = () => {
    state.openTrace = id
    emit('panel', 'trace')
  }
  const link =
    status.reason !== 'not-mentioned' &&
    h('button.link', { type: 'button', on: { click: openTrace } }, t.status.trace)
  return h('p.bubble-footer', { class: `bubble-footer ${isMine ? 'right' : ''}` }, line, link)
}

function unanswered({ reason, httpStatus }) {
  const t = texts()
  const why = reason === 'refused' ? t.status.refused(httpStatus) : t.status[reason]
  const line = reason === 'not-mentioned' ? why : `${t.status.unanswered}${t.colon}${why}`
  return h('span.unanswered', {}, icon('close'), line)
}
