import { apiError, oapiError } from '../api/responses'
import { ROUTE_KINDS } from '../api/route-kinds'
import { ids } from '../ids'
import type { FaultRow } from './fault-row'

/** Faults of the network and of HTTP servers in general, for every call. */
export const CONNECTION_FAULTS = {
  slow: {
    calls: ROUTE_KINDS,
    phase: 'delay',
    en: 'Slow response; the call is executed even if the bot has disconnected',
    zh: '响应缓慢（即使机器人已断开，请求最终仍会执行）',
    params: { ms: 3_000 },
  },
  hang: {
    calls: ROUTE_KINDS,
    phase: 'before',
    en: 'Not executed, no response',
    zh: '请求不执行，一直没有响应',
    effect: () => 'hang',
  },
  'hang-after': {
    calls: ROUTE_KINDS,
    phase: 'after',
    en: 'Executed, but no response',
    zh: '请求已执行，但一直没有响应',
    effect: () => 'hang',
  },
  reset: {
    calls: ROUTE_KINDS,
    phase: 'before',
    en: 'Connection reset before the call is executed',
    zh: '请求执行前，连接被重置',
    effect: () => 'reset',
  },
  'reset-after': {
    calls: ROUTE_KINDS,
    phase: 'after',
    en: 'Executed, but the connection is reset before the response',
    zh: '请求已执行，但返回前连接被重置',
    effect: () => 'reset',
  },
  status: {
    calls: ROUTE_KINDS,
    phase: 'before',
    en: 'A given status, code and body',
    zh: '返回指定的状态码和内容',
    params: { status: 500, code: 'system.error', message: '未知的系统错误', body: undefined },
    effect: (_kind, { status, code, message, body }) => ({
      status,
      body: body ?? { requestid: ids.request(), code, message },
    }),
  },
  html: {
    calls: ROUTE_KINDS,
    phase: 'before',
    en: 'An HTML page instead of JSON',
    zh: '返回 HTML 页面而不是 JSON',
    params: { status: 200 },
    effect: (_kind, { status }) => ({ status, body: HTML_PAGE, contentType: 'text/html; charset=utf-8' }),
  },
  'server-error': {
    calls: ROUTE_KINDS,
    phase: 'before',
    en: 'System error: 500 (oapi routes: 200 with errcode -1)',
    zh: '系统错误：500（oapi 接口返回 200，errcode 为 -1）',
    effect: (kind) =>
      ['webhook', 'gettoken', 'upload'].includes(kind) ? oapiError(-1) : apiError('system.error'),
  },
  unavailable: {
    calls: ROUTE_KINDS,
    phase: 'before',
    en: 'Service unavailable: 503',
    zh: '服务不可用：503',
    effect: () => apiError('ServiceUnavailable'),
  },
} as const satisfies Record<string, FaultRow>

const HTML_PAGE = '<!DOCTYPE html><html><head><title>系统繁忙</title></head><body>请稍后再试</body></html>'
