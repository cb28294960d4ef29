import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { type Clock, systemClock } from '../clock'
import type { OutgoingMessage } from '../dingtalk/callback/messages'
import type { DingTalk } from '../dingtalk/emulator'
import { createConnections } from './connections'
import { createOpen } from './open'
import { forward } from './proxy'
import { createPushes } from './pushes'
import type { Settings, Store } from './store'
import { createTickets } from './tickets'

/** How a gateway is started; only the DingTalk behind it has no default. */
export interface GatewayOptions {
  dingtalk: DingTalk
  /** Default 0: any free port. */
  port?: number
  host?: string
  clock?: Clock
  settings?: Partial<Settings>
}

/** DingTalk's Stream mode: a socket through which messages come, in front of a DingTalk that does everything else. */
export interface Gateway {
  /** For DING_API_URL: what is not Stream mode is passed on to the DingTalk. */
  url: string
  settings: Settings
  store: Store
  /** Sends a message to the robot: a frame through one of the connections. Without any it waits to be sent again. */
  deliver(message: OutgoingMessage): void
  /** Pushes a frame as it is to every connection. */
  push(frame: unknown): void
  /** A SYSTEM ping on every connection. @returns the `opaque` that has to come back */
  ping(): string
  /** Says on every connection that it ends; nothing more comes through it, and after `graceMs` it is closed. */
  disconnect(reason?: string): void
  /** The network is gone: every connection ends without a word. */
  cut(): void
  close(): Promise<void>
}

/**
 * Starts a gateway in front of a DingTalk.
 *
 * Protocol: open-dingtalk/developerpedia, docs/learn/stream/protocol.md. Current limits: one app; robot messages only,
 * no events and no card callbacks; plain HTTP and `ws:` only. Whether an unacknowledged message is sent again is
 * contradictory in the sources, so that it can be switched off.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { dingtalk, clock = systemClock } = options
  const settings: Settings = {
    redeliverAfterMs: 60_000,
    ticketLifetimeMs: 90_000,
    graceMs: 10_000,
    ...options.settings,
  }
  const store: Store = { opens: [], connections: [], pushes: [], answers: [] }
  const tickets = createTickets(clock, settings)
  const connections = createConnections(clock, settings, store)
  const pushes = createPushes(clock, settings, store, connections)
  const sockets = new WebSocketServer({ noServer: true })

  let url = ''
  const open = createOpen({
    app: dingtalk.app,
    clock,
    settings,
    store,
    tickets,
    endpoint: () => `${toSocketUrl(url)}/connect`,
  })
  const server = http.createServer((request, response) => {
    if (settings.silent) return // accepted, and never answered
    if (request.url === '/v1.0/gateway/connections/open') open(request, response)
    else forward(request, response, dingtalk.url)
  })
  server.on('upgrade', (request, socket, head) => {
    const topics = tickets.take(new URL(request.url ?? '', url).searchParams.get('ticket') ?? '')
    if (!topics || settings.refuseSockets) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (opened) => connections.add(opened, topics))
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve))
  url = `http://${options.host ?? '127.0.0.1'}:${(server.address() as AddressInfo).port}`

  return {
    url,
    settings,
    store,
    deliver: (message) => pushes.deliver(dingtalk.build(message)),
    push: connections.push,
    ping: connections.ping,
    disconnect: connections.disconnect,
    cut: connections.cut,
    async close() {
      pushes.stop()
      connections.cut()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function toSocketUrl(url: string): string {
  return url.replace(/^http/, 'ws')
}
