import { randomUUID } from 'node:crypto'
import type { Clock, Timer } from '../clock'
import type { Connections } from './connections'
import type { Push, Settings, Store } from './store'

const TOPIC = '/v1.0/im/bot/messages/get'

/**
 * Creates the sender of messages: each is sent again until the bot acknowledges it.
 * @param onSend is called for each frame that carries a message
 */
export function createPushes(
  clock: Clock,
  settings: Settings,
  store: Store,
  connections: Connections,
  onSend: () => void,
) {
  const timers = new Map<Push, Timer>()

  const send = (push: Push): void => {
    const connection = connections.choose(TOPIC)
    if (connection) {
      const messageId = randomUUID()
      push.sent.push({ connection: connection.record.id, messageId, at: clock.now() })
      onSend()
      connection.socket.send(JSON.stringify(toFrame(push, connection.record.id, messageId, clock.now())))
    }
    if (settings.redeliverAfterMs === undefined) return
    timers.set(
      push,
      clock.setTimeout(() => send(push), settings.redeliverAfterMs),
    )
  }

  connections.onAnswer(({ code, headers, data }) => {
    const { messageId } = (headers ?? {}) as { messageId?: unknown }
    const push = store.pushes.find(({ sent }) => sent.some((frame) => frame.messageId === messageId))
    if (!push || push.ack) return
    push.ack = { at: clock.now(), code, data }
    clock.clearTimeout(timers.get(push))
    timers.delete(push)
  })

  return {
    deliver(body: unknown): void {
      const push: Push = { msgId: String((body as { msgId?: unknown }).msgId), body, sent: [] }
      store.pushes.push(push)
      send(push)
    },
    stop(): void {
      for (const timer of timers.values()) clock.clearTimeout(timer)
      timers.clear()
    },
  }
}

function toFrame(push: Push, connectionId: string, messageId: string, now: number): object {
  return {
    specVersion: '1.0',
    type: 'CALLBACK',
    headers: {
      appId: 'emulated-app',
      connectionId,
      contentType: 'application/json',
      messageId,
      time: String(now),
      topic: TOPIC,
    },
    data: typeof push.body === 'string' ? push.body : JSON.stringify(push.body),
  }
}
