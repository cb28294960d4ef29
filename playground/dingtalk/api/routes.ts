import { cardCreateAndDeliverRoute, cardCreateRoute, cardDeliverRoute } from './card-create'
import { cardStreamRoute, cardUpdateRoute } from './card-update'
import { downloadRoute, fileDownloadRoute } from './download'
import { reactionAddRoute, reactionRecallRoute } from './reaction'
import type { Route } from './route'
import { batchSendRoute, groupSendRoute } from './send'
import { gettokenRoute, tokenRoute } from './token'
import { uploadRoute } from './upload'
import { webhookRoute } from './webhook'

/** All routes of the emulator. */
export const ROUTES: Route[] = [
  tokenRoute,
  gettokenRoute,
  batchSendRoute,
  groupSendRoute,
  downloadRoute,
  fileDownloadRoute,
  uploadRoute,
  webhookRoute,
  cardCreateAndDeliverRoute,
  cardCreateRoute,
  cardDeliverRoute,
  cardUpdateRoute,
  cardStreamRoute,
  reactionAddRoute,
  reactionRecallRoute,
]

/** The route for a request, or undefined. */
export function findRoute(method: string, path: string): Route | undefined {
  return ROUTES.find((route) => {
    if (route.method !== method) return false
    return route.path.endsWith('*') ? path.startsWith(route.path.slice(0, -1)) : route.path === path
  })
}
