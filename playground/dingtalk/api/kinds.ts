/** The routes a bot can call. */
export const ROUTE_KINDS = [
  'token',
  'gettoken',
  'batchSend',
  'groupSend',
  'download',
  'file',
  'webhook',
] as const
/** Short name of a route. */
export type RouteKind = (typeof ROUTE_KINDS)[number]
/** What a fault can be switched on for: a route, or the callback that DingTalk makes. */
export type CallKind = RouteKind | 'callback'
