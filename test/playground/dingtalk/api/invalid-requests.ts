import { CARD_ROUTES, REACTION_ROUTES, type RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import { FOREIGN_ROBOT_CODE } from '../../../../playground/dingtalk/api/send'
import { INVALID_CARDS } from './invalid-cards'
import type { InvalidRequest } from './invalid-request'
import { INVALID_SENDS } from './invalid-sends'

const json = { 'content-type': 'application/json' }
const API: RouteKind[] = ['batchSend', 'groupSend', 'download', ...CARD_ROUTES, ...REACTION_ROUTES]

const GATEWAY: InvalidRequest[] = [
  {
    routes: API,
    what: 'no token header',
    code: 'AuthenticationFailed.MissingParameter',
    changes: { headers: json },
  },
  {
    routes: API,
    what: 'a token as Bearer',
    code: 'AuthenticationFailed.MissingParameter',
    changes: { headers: { ...json, authorization: 'Bearer 0123' } },
  },
  {
    routes: API,
    what: 'an unknown token',
    code: 'InvalidAuthentication',
    changes: { headers: { ...json, 'x-acs-dingtalk-access-token': '0123456789abcdef0123456789abcdef' } },
  },
  {
    routes: [...API, 'token'],
    what: 'a call above the limit per second',
    code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
    limits: { perSecond: 0 },
  },
  {
    routes: [...API, 'token'],
    what: 'a call above the limit per minute',
    code: 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
    limits: { perMinute: 0 },
  },
  {
    routes: API,
    what: 'a call above the limit per month',
    code: 'Forbidden.AccessDenied.ApiCountLimitForOrg',
    limits: { perMonth: 0 },
  },
  { routes: [...API, 'token'], what: 'no body', code: 'Missingbody', changes: { text: '' } },
  { routes: [...API, 'token'], what: 'broken JSON', code: 'Invalidbody', changes: { text: '{"robotCode":' } },
  { routes: [...API, 'token'], what: 'a list as the body', code: 'Invalidbody', changes: { text: '[]' } },
]

const ABSENT: InvalidRequest[] = (
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
    ...REACTION_ROUTES.flatMap((route): [RouteKind, string][] => [
      [route, 'robotCode'],
      [route, 'openMsgId'],
      [route, 'openConversationId'],
      [route, 'emotionType'],
      [route, 'emotionName'],
    ]),
  ] as [RouteKind, string][]
).map(([route, name]) => ({
  routes: [route],
  what: `no ${name}`,
  code: `Missing${name}`,
  changes: { body: { [name]: undefined } },
}))

const OTHERS: InvalidRequest[] = [
  {
    routes: ['token'],
    what: 'a wrong secret',
    code: 'invalidClientIdOrSecret',
    changes: { body: { appSecret: 'wrong' } },
  },
  {
    routes: ['token'],
    what: 'a wrong key',
    code: 'invalidClientIdOrSecret',
    changes: { body: { appKey: 'wrong' } },
  },
  { routes: ['gettoken'], what: 'a wrong secret', code: 40096, changes: { query: '?appkey=a&appsecret=b' } },
  {
    routes: ['download'],
    what: 'an empty downloadCode',
    code: 'invalidParameter.robotCode.empty',
    changes: { body: { downloadCode: '' } },
  },
  {
    routes: ['download'],
    what: 'an unknown downloadCode',
    code: 'invalidParameter.robotCode.downloadCode',
    changes: { body: { downloadCode: 'mIofN681YE3f' } },
  },
  {
    routes: ['download'],
    what: 'a code for another robot',
    code: 'invalidParameter.robotCode.auth',
    changes: { body: { robotCode: FOREIGN_ROBOT_CODE } },
  },
  {
    routes: ['upload'],
    what: 'an unknown token',
    code: 40014,
    changes: { query: '?access_token=0123&type=image' },
  },
  { routes: ['upload'], what: 'an unknown type', code: 40004, changes: { upload: { type: 'picture' } } },
  { routes: ['upload'], what: 'no form', code: 41005, changes: { text: '{}' } },
  {
    routes: ['upload'],
    what: 'a file that is no picture',
    code: 40005,
    changes: { upload: { file: new File(['text'], 'notes.txt') } },
  },
  {
    routes: ['upload'],
    what: 'an empty picture',
    code: 40006,
    changes: { upload: { file: new File([], 'picture.png') } },
  },
  { routes: ['upload'], what: 'a call above the limit per second', code: 90018, limits: { perSecond: 0 } },
  {
    routes: ['webhook'],
    what: 'a form instead of JSON',
    code: 43004,
    changes: { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  },
  { routes: ['webhook'], what: 'broken JSON', code: 40035, changes: { text: '{' } },
  { routes: ['webhook'], what: 'text without content', code: 40035, changes: { body: { text: {} } } },
  { routes: ['webhook'], what: 'an unknown session', code: 300001, changes: { query: '?session=0123' } },
  { routes: ['webhook'], what: 'no session', code: 300001, changes: { query: '' } },
  { routes: ['webhook'], what: 'an image', code: 400105, changes: { body: { msgtype: 'image' } } },
  {
    routes: ['webhook'],
    what: 'a property of every object as the msgtype',
    code: 400105,
    changes: { body: { msgtype: 'constructor' } },
  },
  {
    routes: ['webhook'],
    what: 'a message of 20 001 bytes',
    code: 460101,
    changes: { text: JSON.stringify({ msgtype: 'text', text: { content: '' } }).padEnd(20_001) },
  },
  {
    routes: ['webhook'],
    what: 'a message above the limit per minute',
    code: 130101,
    limits: { webhookPerMinute: 0 },
  },
]

/** Every request that the emulator refuses. */
export const INVALID_REQUESTS: InvalidRequest[] = [
  ...GATEWAY,
  ...ABSENT,
  ...INVALID_SENDS,
  ...INVALID_CARDS,
  ...OTHERS,
]
