import type { Chat } from './chat'
import { errorResponses } from './error-responses'
import { type Exchange, sendError, sendJson } from './exchange'
import type { createImages } from './images'

/** The routes of the real API that the demo model serves; other requests get the real service's 404 or 405. */
export const routeTable = [
  { method: 'POST', path: '/v1/chat/completions' },
  { method: 'POST', path: '/v1/images/generations' },
  { method: 'GET', path: '/v1/pictures/{words}' },
  { method: 'GET', path: '/v1/models' },
  { method: 'GET', path: '/v1/models/{model}' },
] as const

/** Creates the function that passes a request to its route. */
export function createRoutes({
  models,
  shutdownDates,
  chat,
  images,
  startedAt,
}: {
  models: string[]
  shutdownDates: Record<string, string | null>
  chat: Chat
  images: ReturnType<typeof createImages>
  startedAt: number
}) {
  const created = Math.floor(startedAt / 1000)
  const describe = (id: string) => ({
    id,
    object: 'model',
    created,
    owned_by: 'demo',
    shutdown_date: shutdownDates[id] ?? null,
  })

  const handlers: Record<(typeof routeTable)[number]['path'], (exchange: Exchange) => Promise<void> | void> =
    {
      '/v1/chat/completions': chat.handle,
      '/v1/images/generations': images.handle,
      '/v1/pictures/{words}': images.serve,
      '/v1/models': (exchange) => sendJson(exchange, 200, { object: 'list', data: models.map(describe) }),
      '/v1/models/{model}': (exchange) => {
        const id = decode(exchange.path.slice('/v1/models/'.length))
        if (models.includes(id)) sendJson(exchange, 200, describe(id))
        else sendError(exchange, errorResponses.modelNotFound(id))
      },
    }

  return async (exchange: Exchange): Promise<void> => {
    const { method, path, error } = exchange
    const matching = routeTable.filter((route) => matches(route.path, path))
    const route = matching.find((candidate) => candidate.method === method)
    if (error) sendError(exchange, error)
    else if (route) await handlers[route.path](exchange)
    else
      sendError(
        exchange,
        matching.length > 0 ? errorResponses.method(method, path) : errorResponses.route(method, path),
      )
  }
}

function matches(pattern: string, path: string): boolean {
  const [fixed, parameter] = pattern.split('{')
  return parameter === undefined ? path === pattern : path.startsWith(fixed ?? '') && path !== fixed
}

/** Decodes a percent-encoded name like `org%2Fmodel`; a malformed one is returned unchanged and will be unknown. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
