/** The routes a bot can call. */
export const ROUTE_KINDS = [
  'token',
  'gettoken',
  'batchSend',
  'groupSend',
  'download',
  'file',
  'upload',
  'webhook',
] as const
/** The short name of a route. */
export type RouteKind = (typeof ROUTE_KINDS)[number]
/** What a fault can be set for: a call of the bot, or the callback that DingTalk posts. */
export type CallKind = RouteKind | 'callback'
