import type { World } from '../state'
import { apiError, oapiError, ok } from './answers'
import { type Fields, type Route, refuseBody, strike } from './route'

/** POST /v1.0/oauth2/accessToken: the same token while it lives, extended; `expireIn` in seconds. */
export const tokenRoute: Route = {
  kind: 'token',
  method: 'POST',
  path: '/v1.0/oauth2/accessToken',
  handle(call, world) {
    const { limits, tokenLifeSeconds } = world.settings
    const now = world.clock.now()
    const refused =
      strike('gate', 'token', call, world) ??
      world.rates.refuseApi('token', limits, now) ??
      refuseBody(call, ['appKey', 'appSecret']) ??
      strike('service', 'token', call, world)
    if (refused) return refused
    const { appKey, appSecret } = call.json as Fields
    if (!isApp(world, appKey, appSecret)) return apiError('invalidClientIdOrSecret')
    return ok({ accessToken: world.tokens.issue(now, tokenLifeSeconds), expireIn: tokenLifeSeconds })
  },
}

/** GET /gettoken of oapi.dingtalk.com: the same token in the older shape; an error is a 200. */
export const gettokenRoute: Route = {
  kind: 'gettoken',
  method: 'GET',
  path: '/gettoken',
  handle(call, world) {
    const refused = strike('service', 'gettoken', call, world)
    if (refused) return refused
    const { tokenLifeSeconds } = world.settings
    if (!isApp(world, call.query.get('appkey'), call.query.get('appsecret'))) return oapiError(40096)
    const token = world.tokens.issue(world.clock.now(), tokenLifeSeconds)
    return ok({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: tokenLifeSeconds })
  },
}

function isApp(world: World, key: unknown, secret: unknown): boolean {
  return key === world.app.key && secret === world.app.secret
}
