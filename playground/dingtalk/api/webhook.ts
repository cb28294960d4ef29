import { deliver } from '../robot-messages/deliver'
import { readWebhookMessage } from '../robot-messages/webhook-message'
import { oapiError, ok } from './responses'
import { isJsonType, type Route, refuseByFault } from './route'

/** The most bytes of a message to a sessionWebhook. */
export const MAX_WEBHOOK_BYTES = 20_000

/** POST /robot/sendBySession?session=…: the answer to one message, into its conversation; an error has status 200. */
export const webhookRoute: Route = {
  kind: 'webhook',
  method: 'POST',
  path: '/robot/sendBySession',
  handle(call, state) {
    if (!isJsonType(call)) return oapiError(43004)
    if (call.bytes > MAX_WEBHOOK_BYTES) return oapiError(460101)
    if (typeof call.json !== 'object' || call.json === null) return oapiError(40035)
    const now = state.clock.now()
    const id = call.query.get('session') ?? ''
    const session = state.sessions.get(id, now)
    if (!session) return oapiError(300001)
    const read = readWebhookMessage(call.json)
    if ('refused' in read) return read.refused
    const refused =
      refuseByFault('service', 'webhook', call, state) ??
      state.rates.refuseWebhook(session.conversationId, state.settings.limits, now)
    if (refused) return refused
    state.quota.count('webhookSends', now)
    deliver(state, session.conversationId, read.message, { via: 'webhook', msgId: session.msgId })
    return ok({ errcode: 0, errmsg: 'ok' })
  },
}
