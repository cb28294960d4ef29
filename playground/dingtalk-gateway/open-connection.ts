import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock'
import { readBody } from '../shared/http'
import { parseJson, toFields } from '../shared/json'
import type { TtlMap } from '../shared/ttl-map'
import type { Settings, Store } from './store'

/** The topics of a connection that is still to be opened, by its ticket. */
export type Tickets = TtlMap<string[]>

interface OpenOptions {
  app: { key: string; secret: string }
  clock: Clock
  settings: Settings
  store: Store
  tickets: Tickets
  /** The WebSocket URL to connect to. */
  endpoint(): string
}

const MAX_BODY_BYTES = 1024 * 1024

/** POST /v1.0/gateway/connections/open: takes credentials and subscriptions, returns an endpoint and a ticket. */
export function createOpen({ app, clock, settings, store, tickets, endpoint }: OpenOptions) {
  const respond = (body: Record<string, unknown>): { status: number; body: object } => {
    if (settings.refuse) return settings.refuse
    // As other projects report; DingTalk does not document the errors of this route.
    if (body.clientId !== app.key || body.clientSecret !== app.secret) {
      return { status: 401, body: { requestid: randomUUID(), code: 'authFailed', message: '鉴权失败' } }
    }
    const topics = toTopics(body.subscriptions)
    if (topics.length === 0) {
      return { status: 400, body: { requestid: randomUUID(), code: 'systemError', message: '系统错误' } }
    }
    const ticket = randomUUID()
    tickets.set(ticket, topics, clock.now() + settings.ticketLifetimeMs)
    return { status: 200, body: { endpoint: endpoint(), ticket } }
  }

  return async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fields = toFields(parseJson(String(await readBody(request, MAX_BODY_BYTES))))
    const { clientId, subscriptions } = fields
    const { status, body } = respond(fields)
    store.opens.push({ at: clock.now(), clientId, subscriptions, status })
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(body))
  }
}

function toTopics(subscriptions: unknown): string[] {
  if (!Array.isArray(subscriptions)) return []
  return subscriptions
    .map(toFields)
    .flatMap(({ type, topic }) => (typeof type === 'string' && typeof topic === 'string' ? [topic] : []))
}
