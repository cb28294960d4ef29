import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Clock, Timer } from '../clock'
import type { ConnectionRecord, Settings, Store } from './store'

/** An open socket. */
interface Connection {
  record: ConnectionRecord
  socket: WebSocket
  topics: string[]
}

export type Connections = ReturnType<typeof createConnections>

/** The sockets that are open, and what is said through all of them. */
export function createConnections(clock: Clock, settings: Settings, store: Store) {
  const open = new Set<Connection>()
  const timers = new Set<Timer>()
  const listeners = new Set<(answer: Record<string, unknown>) => void>()

  const pushTo = (all: Iterable<Connection>, frame: unknown): void => {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
    for (const { socket } of all) socket.send(text)
  }
  const system = (topic: string, data: object) => ({
    specVersion: '1.0',
    type: 'SYSTEM',
    headers: { topic, messageId: randomUUID(), contentType: 'application/json', time: String(clock.now()) },
    data: JSON.stringify(data),
  })

  return {
    add(socket: WebSocket, topics: string[]): void {
      const record: ConnectionRecord = { id: randomUUID(), openedAt: clock.now(), isEnding: false }
      const connection = { record, socket, topics }
      store.connections.push(record)
      open.add(connection)
      socket.on('message', (data) => {
        const answer = JSON.parse(String(data)) as Record<string, unknown>
        store.answers.push(answer)
        for (const listener of listeners) listener(answer)
      })
      socket.on('error', () => socket.terminate())
      socket.on('close', () => {
        record.closedAt = clock.now()
        open.delete(connection)
      })
    },

    /** One that takes a topic and does not end, by chance, as DingTalk chooses. */
    choose(topic: string): Connection | undefined {
      const able = [...open].filter(({ record, topics }) => !record.isEnding && topics.includes(topic))
      return able[Math.floor(Math.random() * able.length)]
    },

    onAnswer: (listener: (answer: Record<string, unknown>) => void) => void listeners.add(listener),
    push: (frame: unknown): void => pushTo(open, frame),

    ping(): string {
      const opaque = randomUUID()
      pushTo(open, system('ping', { opaque }))
      return opaque
    },

    disconnect(reason = 'connection is expired'): void {
      const ending = [...open]
      pushTo(ending, system('disconnect', { reason }))
      for (const { record } of ending) record.isEnding = true
      const timer = clock.setTimeout(() => {
        timers.delete(timer)
        for (const { socket } of ending) socket.close()
      }, settings.graceMs)
      timers.add(timer)
    },

    cut(): void {
      for (const timer of timers) clock.clearTimeout(timer)
      timers.clear()
      for (const { socket } of open) socket.terminate()
    },
  }
}
