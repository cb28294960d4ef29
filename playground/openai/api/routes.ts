import type { Chat } from './chat'
import { errorResponses } from './error-responses'
import type { Exchange } from './exchange'
import { sendJson, sendRefusal } from './exchange'

/** What the demo model serves of the real API; everything else is its 404 or 405. */
export const routeTable = [
  { method: 'POST', path: '/v1/chat/completions' },
  { method: 'GET', path: '/v1/models' },
  { method: 'GET', path: '/v1/models/{model}' },
] as const

/** Creates the function that leads a request to its route. */
export function createRoutes({
  models,
  chat,
  startedAt,
}: {
  models: string[]
  chat: Chat
  startedAt: number
}) {
  const created = Math.floor(startedAt / 1000)
  const describe = (id: string) => ({ id, object: 'model', created, owned_by: 'demo' })

  const handlers: Record<(typeof routeTable)[number]['path'], (exchange: Exchange) => Promise<void> | void> =
    {
      '/v1/chat/completions': chat.handle,
      '/v1/models': (exchange) => sendJson(exchange, 200, { object: 'list', data: models.map(describe) }),
      '/v1/models/{model}': (exchange) => {
        const id = decode(exchange.path.slice('/v1/models/'.length))
        if (models.includes(id)) sendJson(exchange, 200, describe(id))
        else sendRefusal(exchange, errorResponses.modelNotFound(id))
      },
    }

  return async (exchange: Exchange): Promise<void> => {
    const { method, path, refusal } = exchange
    const matching = routeTable.filter((route) => matches(route.path, path))
    const route = matching.find((candidate) => candidate.method === method)
    if (refusal) sendRefusal(exchange, refusal)
    else if (route) await handlers[route.path](exchange)
    else
      sendRefusal(
        exchange,
        matching.length > 0 ? errorResponses.method(method, path) : errorResponses.route(method, path),
      )
  }
}

function matches(pattern: string, path: string): boolean {
  const [fixed, parameter] = pattern.split('{')
  return parameter === undefined ? path === pattern : path.startsWith(fixed ?? '') && path !== fixed
}

/** Names like `org/model` arrive percent-encoded; what can't be decoded is a name nobody knows. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
