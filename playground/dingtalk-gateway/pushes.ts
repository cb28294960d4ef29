import { randomUUID } from 'node:crypto'
import type { Clock, Timer } from '../clock'
import type { Connections } from './connections'
import type { Push, Settings, Store } from './store'

const TOPIC = '/v1.0/im/bot/messages/get'

/** Messages on their way to the robot, until they are acknowledged. */
export function createPushes(clock: Clock, settings: Settings, store: Store, connections: Connections) {
  const timers = new Map<Push, Timer>()

  const send = (push: Push): void => {
    const chosen = connections.choose(TOPIC)
    if (chosen) {
      const messageId = randomUUID()
      push.sent.push({ connection: chosen.record.id, messageId, at: clock.now() })
      chosen.socket.send(JSON.stringify(toFrame(push, chosen.record.id, messageId, clock.now())))
    }
    if (settings.redeliverAfterMs === undefined) return
    timers.set(
      push,
      clock.setTimeout(() => send(push), settings.redeliverAfterMs),
    )
  }

  connections.onAnswer(({ code, headers, data }) => {
    const { messageId } = (headers ?? {}) as { messageId?: unknown }
    const push = store.pushes.find(({ sent }) => sent.some((one) => one.messageId === messageId))
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
