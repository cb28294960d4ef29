import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import { type Clock, systemClock } from '../clock'
import type { OutgoingMessage } from '../dingtalk/callback/messages'
import type { DingTalk } from '../dingtalk/emulator'
import { closeServer, listen } from '../shared/http'
import { createTtlMap } from '../shared/ttl-map'
import { createConnections } from './connections'
import { createOpen, type Tickets } from './open-connection'
import { createPushes } from './pushes'
import type { Settings, Store } from './store'

/** The options of a gateway; only `dingtalk` is required. */
export interface GatewayOptions {
  /** The emulator that builds the messages and serves all other routes. */
  dingtalk: DingTalk
  /** Default: any free port. */
  port?: number
  host?: string
  clock?: Clock
  settings?: Partial<Settings>
}

/** DingTalk's Stream mode: messages come through a WebSocket; all other requests go to the DingTalk emulator. */
export interface Gateway {
  /** For DING_API_URL. */
  url: string
  settings: Settings
  store: Store
  /** Sends a message to the robot through one of the connections; without any it is sent at the next redelivery. */
  deliver(message: OutgoingMessage): void
  /** Sends a frame, unchanged, on every connection. */
  push(frame: unknown): void
  /** Sends a SYSTEM ping on every connection and returns the `opaque` that the bot has to send back. */
  ping(): string
  /** Announces the end of every connection; they get no more messages and are closed after `graceMs`. */
  disconnect(reason?: string): void
  /** Ends every connection at once, without a frame, as a network failure does. */
  cut(): void
  close(): Promise<void>
}

const OPEN_PATH = '/v1.0/gateway/connections/open'
const MAX_TICKETS = 10_000

/**
 * Starts a gateway in front of a DingTalk emulator.
 *
 * Protocol: open-dingtalk/developerpedia, docs/learn/stream/protocol.md. Current limits: one app; robot messages only,
 * no events and no card callbacks; plain HTTP and `ws:` only. The sources contradict each other on whether an
 * unacknowledged message is sent again, so `redeliverAfterMs` can be undefined.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { dingtalk, clock = systemClock, port = 0, host = '127.0.0.1' } = options
  const settings: Settings = {
    redeliverAfterMs: 60_000,
    ticketLifetimeMs: 90_000,
    graceMs: 10_000,
    ...options.settings,
  }
  const store: Store = { opens: [], connections: [], pushes: [], answers: [] }
  const tickets: Tickets = createTtlMap(MAX_TICKETS)
  const connections = createConnections(clock, settings, store)
  const pushes = createPushes(clock, settings, store, connections, dingtalk.countPush)
  const sockets = new WebSocketServer({ noServer: true })

  let url = ''
  const endpoint = () => `${url.replace(/^http/, 'ws')}/connect`
  const open = createOpen({ app: dingtalk.app, clock, settings, store, tickets, endpoint })
  const server = http.createServer((request, response) => {
    if (settings.silent) return
    if (request.url === OPEN_PATH) open(request, response)
    else forward(request, response, dingtalk.url)
  })
  server.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '', url).searchParams.get('ticket') ?? ''
    const topics = tickets.take(ticket, clock.now())
    if (!topics || settings.refuseSockets) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (opened) => connections.add(opened, topics))
  })
  url = await listen(server, port, host)

  return {
    url,
    settings,
    store,
    deliver: (message) => pushes.deliver(dingtalk.build(message)),
    push: connections.push,
    ping: connections.ping,
    disconnect: connections.disconnect,
    cut: connections.cut,
    close() {
      pushes.stop()
      connections.cut()
      return closeServer(server)
    },
  }
}

/** Passes a request on to another server, and its response back. */
function forward(request: IncomingMessage, response: ServerResponse, to: string): void {
  const { host: _, ...headers } = request.headers
  const forwarded = http.request(
    new URL(request.url ?? '/', to),
    { method: request.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  forwarded.on('error', () => response.destroy())
  request.pipe(forwarded)
}
