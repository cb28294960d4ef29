import type { Fields } from '../../shared/json'
import type { EmulatorState } from '../state'
import { apiError, oapiError, ok } from './responses'
import { type Route, refuseBody, refuseByFault } from './route'

/** POST /v1.0/oauth2/accessToken: the same token as long as it is valid, extended; `expireIn` in seconds. */
export const tokenRoute: Route = {
  kind: 'token',
  method: 'POST',
  path: '/v1.0/oauth2/accessToken',
  handle(call, state) {
    const { limits, tokenLifetimeSeconds } = state.settings
    const now = state.clock.now()
    const refused =
      refuseByFault('gateway', 'token', call, state) ??
      state.rates.refuseApi('token', limits, now) ??
      refuseBody(call, ['appKey', 'appSecret']) ??
      refuseByFault('service', 'token', call, state)
    if (refused) return refused
    const { appKey, appSecret } = call.json as Fields
    if (!isApp(state, appKey, appSecret)) return apiError('invalidClientIdOrSecret')
    return ok({ accessToken: state.tokens.issue(now, tokenLifetimeSeconds), expireIn: tokenLifetimeSeconds })
  },
}

/** GET /gettoken of oapi.dingtalk.com: the same token in the older format; an error has status 200. */
export const gettokenRoute: Route = {
  kind: 'gettoken',
  method: 'GET',
  path: '/gettoken',
  handle(call, state) {
    const refused = refuseByFault('service', 'gettoken', call, state)
    if (refused) return refused
    const { tokenLifetimeSeconds } = state.settings
    if (!isApp(state, call.query.get('appkey'), call.query.get('appsecret'))) return oapiError(40096)
    const token = state.tokens.issue(state.clock.now(), tokenLifetimeSeconds)
    return ok({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: tokenLifetimeSeconds })
  },
}

function isApp({ app }: EmulatorState, key: unknown, secret: unknown): boolean {
  return key === app.key && secret === app.secret
}
