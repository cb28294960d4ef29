import { accessDenied, apiError, oapiError } from '../api/responses'
import { CARD_ROUTES, type CallKind, REACTION_ROUTES } from '../api/route-kinds'
import type { FaultRow } from './fault-row'

const API: readonly CallKind[] = ['batchSend', 'groupSend', 'download', ...CARD_ROUTES, ...REACTION_ROUTES]

/** Faults of the app's credentials, token, permissions, IP whitelist and quotas. */
export const GATEWAY_FAULTS = {
  'bad-credentials': {
    calls: ['token', 'gettoken'],
    phase: 'service',
    en: 'AppKey or AppSecret refused',
    zh: 'AppKey 或 AppSecret 不正确',
    effect: (kind) => (kind === 'gettoken' ? oapiError(40096) : apiError('invalidClientIdOrSecret')),
  },
  'token-revoked': {
    calls: API,
    phase: 'custom',
    en: 'Access token revoked: 400 InvalidAuthentication',
    zh: 'access_token 被吊销：400 InvalidAuthentication',
  },
  'token-expired': {
    calls: API,
    phase: 'custom',
    en: 'Access token expired: 400 InvalidAuthentication',
    zh: 'access_token 已过期：400 InvalidAuthentication',
  },
  'permission-missing': {
    calls: API,
    phase: 'gateway',
    en: 'Permission missing: 403, with the scope to apply for',
    zh: '缺少接口权限：403，并返回需要申请的权限',
    effect: accessDenied,
  },
  'ip-refused': {
    calls: ['token', ...API],
    phase: 'gateway',
    en: 'Caller not in the IP whitelist: 403',
    zh: '出口 IP 不在白名单：403',
    effect: () => apiError('Forbidden.AccessDenied.IpNotInWhiteList'),
  },
  'quota-used-up': {
    calls: API,
    phase: 'gateway',
    en: "The organisation's monthly API calls are used up: 403",
    zh: '组织本月的 API 调用次数已用完：403',
    effect: () => apiError('Forbidden.AccessDenied.ApiCountLimitForOrg'),
  },
  'qps-limit': {
    calls: ['token', ...API],
    phase: 'gateway',
    en: 'Too many calls per second: 403',
    zh: '超过每秒调用次数：403',
    effect: () => apiError('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'),
  },
} as const satisfies Record<string, FaultRow>
