/** The routes of cards. */
export const CARD_ROUTES = [
  'cardCreateAndDeliver',
  'cardCreate',
  'cardDeliver',
  'cardUpdate',
  'cardStream',
] as const
/** The routes of reactions. */
export const REACTION_ROUTES = ['reactionAdd', 'reactionRecall'] as const
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
  ...CARD_ROUTES,
  ...REACTION_ROUTES,
] as const
/** The short name of a route. */
export type RouteKind = (typeof ROUTE_KINDS)[number]
/** What a fault can be set for: a call of the bot, or the callback that DingTalk posts. */
export type CallKind = RouteKind | 'callback'
