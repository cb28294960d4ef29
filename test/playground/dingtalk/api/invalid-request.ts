import type { RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import type { Limits } from '../../../../playground/dingtalk/settings'
import type { RequestChanges } from '../support/client'

/** A request with one error, and the error code of the response. */
export interface InvalidRequest {
  /** It is sent to each of these routes. */
  routes: RouteKind[]
  what: string
  code: string | number
  changes?: RequestChanges
  /** A route that is called before, with a valid request. */
  before?: RouteKind
  /** The limits that are set before. */
  limits?: Limits
}
