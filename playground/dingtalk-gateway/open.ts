import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Clock } from '../clock'
import type { Settings, Store } from './store'
import type { Tickets } from './tickets'

interface Parts {
  app: { key: string; secret: string }
  clock: Clock
  settings: Settings
  store: Store
  tickets: Tickets
  endpoint(): string
}

/** POST /v1.0/gateway/connections/open: credentials and subscriptions for an address and a ticket. */
export function createOpen({ app, clock, settings, store, tickets, endpoint }: Parts) {
  const answer = (body: Record<string, unknown>): { status: number; body: object } => {
    if (settings.refuse) return settings.refuse
    // As several projects saw it; DingTalk documents no errors of this route.
    if (body.clientId !== app.key || body.clientSecret !== app.secret) {
      return { status: 401, body: { requestid: randomUUID(), code: 'authFailed', message: '鉴权失败' } }
    }
    const topics = toTopics(body.subscriptions)
    if (topics.length === 0)
      return { status: 400, body: { requestid: randomUUID(), code: 'systemError', message: '系统错误' } }
    return { status: 200, body: { endpoint: endpoint(), ticket: tickets.give(topics) } }
  }

  return async function open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = ((await json(request).catch(() => undefined)) ?? {}) as Record<string, unknown>
    const { status, body: said } = answer(body)
    store.opens.push({ at: clock.now(), clientId: body.clientId, subscriptions: body.subscriptions, status })
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(said))
  }
}

function toTopics(subscriptions: unknown): string[] {
  if (!Array.isArray(subscriptions)) return []
  return subscriptions.flatMap((one) =>
    typeof one?.type === 'string' && typeof one.topic === 'string' ? [one.topic] : [],
  )
}
