import type { EmulatorState } from '../state'
import { apiError, oapiError, ok } from './responses'
import { type Fields, type Route, refuseBody, strike } from './route'

/** POST /v1.0/oauth2/accessToken: the same token while it lives, extended; `expireIn` in seconds. */
export const tokenRoute: Route = {
  kind: 'token',
  method: 'POST',
  path: '/v1.0/oauth2/accessToken',
  handle(call, state) {
    const { limits, tokenLifetimeSeconds: tokenLifeSeconds } = state.settings
    const now = state.clock.now()
    const refused =
      strike('gate', 'token', call, state) ??
      state.rates.refuseApi('token', limits, now) ??
      refuseBody(call, ['appKey', 'appSecret']) ??
      strike('service', 'token', call, state)
    if (refused) return refused
    const { appKey, appSecret } = call.json as Fields
    if (!isApp(state, appKey, appSecret)) return apiError('invalidClientIdOrSecret')
    return ok({ accessToken: state.tokens.issue(now, tokenLifeSeconds), expireIn: tokenLifeSeconds })
  },
}

/** GET /gettoken of oapi.dingtalk.com: the same token in the older shape; an error is a 200. */
export const gettokenRoute: Route = {
  kind: 'gettoken',
  method: 'GET',
  path: '/gettoken',
  handle(call, state) {
    const refused = strike('service', 'gettoken', call, state)
    if (refused) return refused
    const { tokenLifetimeSeconds: tokenLifeSeconds } = state.settings
    if (!isApp(state, call.query.get('appkey'), call.query.get('appsecret'))) return oapiError(40096)
    const token = state.tokens.issue(state.clock.now(), tokenLifeSeconds)
    return ok({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: tokenLifeSeconds })
  },
}

function isApp(state: EmulatorState, key: unknown, secret: unknown): boolean {
  return key === state.app.key && secret === state.app.secret
}
