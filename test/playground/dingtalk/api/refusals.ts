import type { RouteKind } from '../../../../playground/dingtalk/api/kinds'
import { FOREIGN_ROBOT_CODE } from '../../../../playground/dingtalk/api/send'
import type { Limits } from '../../../../playground/dingtalk/settings'
import type { Sent } from '../support'
import { SEND_REFUSALS } from './refusals-send'

/** A request that is wrong in one way, and the code it earns; every one is sent to each of its routes. */
export interface Refused {
  routes: RouteKind[]
  what: string
  code: string | number
  sent?: Sent
  /** Limits to switch on before. */
  limits?: Limits
}

const json = { 'content-type': 'application/json' }
const API: RouteKind[] = ['batchSend', 'groupSend', 'download']

const GATEWAY: Refused[] = [
  {
    routes: API,
    what: 'no token header',
    code: 'AuthenticationFailed.MissingParameter',
    sent: { headers: json },
  },
  {
    routes: API,
    what: 'a token as Bearer',
    code: 'AuthenticationFailed.MissingParameter',
    sent: { headers: { ...json, authorization: 'Bearer 0123' } },
  },
  {
    routes: API,
    what: 'an unknown token',
    code: 'InvalidAuthentication',
    sent: { headers: { ...json, 'x-acs-dingtalk-access-token': '0123456789abcdef0123456789abcdef' } },
  },
  {
    routes: [...API, 'token'],
    what: 'a call too many in this second',
    code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
    limits: { perSecond: 0 },
  },
  {
    routes: [...API, 'token'],
    what: 'a call too many in this minute',
    code: 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
    limits: { perMinute: 0 },
  },
  {
    routes: API,
    what: 'a call too many in this month',
    code: 'Forbidden.AccessDenied.ApiCountLimitForOrg',
    limits: { perMonth: 0 },
  },
  { routes: [...API, 'token'], what: 'no body', code: 'Missingbody', sent: { text: '' } },
  { routes: [...API, 'token'], what: 'broken JSON', code: 'Invalidbody', sent: { text: '{"robotCode":' } },
  { routes: [...API, 'token'], what: 'a list as the body', code: 'Invalidbody', sent: { text: '[]' } },
]

const ABSENT: Refused[] = (
  [
    ['token', 'appKey'],
    ['token', 'appSecret'],
    ['batchSend', 'robotCode'],
    ['batchSend', 'userIds'],
    ['batchSend', 'msgKey'],
    ['batchSend', 'msgParam'],
    ['groupSend', 'robotCode'],
    ['groupSend', 'openConversationId'],
    ['groupSend', 'msgKey'],
    ['groupSend', 'msgParam'],
    ['download', 'downloadCode'],
    ['download', 'robotCode'],
  ] as [RouteKind, string][]
).map(([route, name]) => ({
  routes: [route],
  what: `no ${name}`,
  code: `Missing${name}`,
  sent: { body: { [name]: undefined } },
}))

const OTHERS: Refused[] = [
  {
    routes: ['token'],
    what: 'a wrong secret',
    code: 'invalidClientIdOrSecret',
    sent: { body: { appSecret: 'wrong' } },
  },
  {
    routes: ['token'],
    what: 'a wrong key',
    code: 'invalidClientIdOrSecret',
    sent: { body: { appKey: 'wrong' } },
  },
  { routes: ['gettoken'], what: 'a wrong secret', code: 40096, sent: { query: '?appkey=a&appsecret=b' } },
  {
    routes: ['download'],
    what: 'an empty downloadCode',
    code: 'invalidParameter.robotCode.empty',
    sent: { body: { downloadCode: '' } },
  },
  {
    routes: ['download'],
    what: 'an unknown downloadCode',
    code: 'invalidParameter.robotCode.downloadCode',
    sent: { body: { downloadCode: 'mIofN681YE3f' } },
  },
  {
    routes: ['download'],
    what: "a code of another robot's",
    code: 'invalidParameter.robotCode.auth',
    sent: { body: { robotCode: FOREIGN_ROBOT_CODE } },
  },
  {
    routes: ['webhook'],
    what: 'a form instead of JSON',
    code: 43004,
    sent: { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  },
  { routes: ['webhook'], what: 'broken JSON', code: 40035, sent: { text: '{' } },
  { routes: ['webhook'], what: 'text without content', code: 40035, sent: { body: { text: {} } } },
  { routes: ['webhook'], what: 'an unknown session', code: 300001, sent: { query: '?session=0123' } },
  { routes: ['webhook'], what: 'no session', code: 300001, sent: { query: '' } },
  { routes: ['webhook'], what: 'an image', code: 400105, sent: { body: { msgtype: 'image' } } },
  {
    routes: ['webhook'],
    what: 'a type every object has',
    code: 400105,
    sent: { body: { msgtype: 'constructor' } },
  },
  {
    routes: ['webhook'],
    what: 'a message of 20 001 bytes',
    code: 460101,
    sent: { text: JSON.stringify({ msgtype: 'text', text: { content: '' } }).padEnd(20_001) },
  },
  {
    routes: ['webhook'],
    what: 'a message too many in this minute',
    code: 130101,
    limits: { webhookPerMinute: 0 },
  },
]

/** Every refusal that a request can earn. */
export const REFUSALS: Refused[] = [...GATEWAY, ...ABSENT, ...SEND_REFUSALS, ...OTHERS]
