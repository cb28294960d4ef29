import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Clock, Timer } from '../clock'
import { createListeners } from '../shared/event-log'
import type { ConnectionRecord, Settings, Store } from './store'

type Frame = Record<string, unknown>

/** An open WebSocket. */
interface Connection {
  record: ConnectionRecord
  socket: WebSocket
  topics: string[]
}

/** The open connections of a gateway. */
export type Connections = ReturnType<typeof createConnections>

/** Creates the set of open connections, empty. */
export function createConnections(clock: Clock, settings: Settings, store: Store) {
  const open = new Set<Connection>()
  const timers = new Set<Timer>()
  const answers = createListeners<Frame>()

  const pushTo = (connections: Iterable<Connection>, frame: unknown): void => {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
    for (const { socket } of connections) socket.send(text)
  }
  const systemFrame = (topic: string, data: object): Frame => ({
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
        const answer = JSON.parse(String(data)) as Frame
        store.answers.push(answer)
        answers.emit(answer)
      })
      socket.on('error', () => socket.terminate())
      socket.on('close', () => {
        record.closedAt = clock.now()
        open.delete(connection)
      })
    },

    /** A random connection that subscribes to the topic and is not ending, as DingTalk chooses. */
    choose(topic: string): Connection | undefined {
      const suitable = [...open].filter(({ record, topics }) => !record.isEnding && topics.includes(topic))
      return suitable[Math.floor(Math.random() * suitable.length)]
    },

    /** Calls the listener with every frame from the bot. */
    onAnswer: answers.on,
    /** Sends a frame on every connection. */
    push: (frame: unknown): void => pushTo(open, frame),

    /** Sends a SYSTEM ping on every connection and returns the `opaque` that the bot has to send back. */
    ping(): string {
      const opaque = randomUUID()
      pushTo(open, systemFrame('ping', { opaque }))
      return opaque
    },

    /** Announces the end of every connection, and closes them after `settings.graceMs`. */
    disconnect(reason = 'connection is expired'): void {
      const ending = [...open]
      pushTo(ending, systemFrame('disconnect', { reason }))
      for (const { record } of ending) record.isEnding = true
      const timer = clock.setTimeout(() => {
        timers.delete(timer)
        for (const { socket } of ending) socket.close()
      }, settings.graceMs)
      timers.add(timer)
    },

    /** Ends every connection at once, without a frame. */
    cut(): void {
      for (const timer of timers) clock.clearTimeout(timer)
      timers.clear()
      for (const { socket } of open) socket.terminate()
    },
  }
}
