import { describe, expect, it } from 'vitest'
import { accept } from '../../../functions/dingtalk/failures'
import type { DeliveryFailure } from '../../../functions/errors'

const failureOf = (status: number, body: unknown): unknown => {
  try {
    return accept({ status, body })
  } catch (error) {
    return (error as { failure: DeliveryFailure }).failure
  }
}

it.each([
  [200, { processQueryKey: '9Qk=' }],
  [200, { errcode: 0, errmsg: 'ok' }],
  [200, { errcode: '0' }],
  [204, {}],
])('%i %j is a success', (status, body) => expect(accept({ status, body })).toEqual(body))

/** [HTTP status, code] of api.dingtalk.com */
const API: [DeliveryFailure, [number, string][]][] = [
  [
    'token-refused',
    [
      [400, 'InvalidAuthentication'],
      [400, 'AuthenticationFailed.MissingParameter'],
      [400, 'invalidParameter.token.invalid'],
      [401, 'any.other.code'],
    ],
  ],
  ['app-refused', [[400, 'invalidClientIdOrSecret']]],
  [
    'permission',
    [
      [403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'],
      [400, 'unauthorized'],
      [400, 'auth.error'],
    ],
  ],
  ['ip-list', [[403, 'Forbidden.AccessDenied.IpNotInWhiteList']]],
  ['quota', [[403, 'Forbidden.AccessDenied.ApiCountLimitForOrg']]],
  [
    'throttled',
    [
      [403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
      [403, 'Forbidden.AccessDenied.QpsLimitForApi'],
      [403, 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'],
      [400, 'send.too.fast'],
      [400, 'send.byToken.tooFast'],
      [400, 'too.many.people'],
      [429, 'something.new'],
    ],
  ],
  [
    'busy',
    [
      [500, 'system.error'],
      [500, 'send.ding.exception'],
      [503, 'ServiceUnavailable'],
      [504, 'GatewayTimeout'],
      [502, 'never.heard.of'],
    ],
  ],
  [
    'robot-stopped',
    [
      [400, 'bot.stopped'],
      [400, 'send.forbidden'],
      [400, 'bot.forbidden.sendMessage'],
      [400, 'chatbotId.notAllow.sendOTO'],
    ],
  ],
  [
    'group-gone',
    [
      [400, 'group.disbanded'],
      [400, 'invalid.openConversationId'],
      [400, 'miss.openConversationId'],
      [400, 'conversation.org.notMatch'],
    ],
  ],
  [
    'user-not-reached',
    [
      [400, 'staffId.notExisted'],
      [400, 'illegal.receivers'],
    ],
  ],
  [
    'content-refused',
    [
      [400, 'contain.unsafe.url'],
      [400, 'contain.notAllowed.text'],
      [400, 'contain.notAllowed.picture'],
      [400, 'contain.notAllowed.content'],
    ],
  ],
  [
    'robot-unknown',
    [
      [400, 'invalidParameter.robotCode.notExsit'],
      [400, 'invalidParameter.robotCode.auth'],
      [400, 'robot.oto.notExist'],
      [404, 'resource.not.found'],
    ],
  ],
  ['webhook-gone', [[400, 'session.expired']]],
  [
    'rejected',
    [
      [400, 'invalidParameter.msgParam.tooLong'],
      [400, 'MissinguserIds'],
      [400, 'miss.param.markdownTotitle'],
      [400, 'invalidParameter.robotCode.downloadCode'],
      [418, 'teapot'],
    ],
  ],
]

describe.each(API)('%s', (failure, answers) => {
  it.each(answers)('is the meaning of %i %s', (status, code) =>
    expect(failureOf(status, { requestid: 'A-1', code, message: '请重试' })).toBe(failure),
  )
})

describe('an errcode in a 200 of oapi.dingtalk.com', () => {
  it.each<[number | string, DeliveryFailure]>([
    [300001, 'webhook-gone'],
    [130101, 'throttled'],
    [660026, 'throttled'],
    [410100, 'throttled'],
    [-1, 'busy'],
    [400102, 'robot-stopped'],
    [400013, 'group-gone'],
    [430101, 'content-refused'],
    [430104, 'content-refused'],
    ['430102', 'content-refused'],
    [40096, 'app-refused'],
    [40089, 'app-refused'],
    [40014, 'token-refused'],
    [460101, 'rejected'],
    [404, 'rejected'],
  ])('%s means %s', (errcode, failure) => expect(failureOf(200, { errcode, errmsg: '…' })).toBe(failure))
})

it.each([
  [200, '<html>请稍后再试</html>'],
  [200, undefined],
  [200, null],
  [200, []],
  [403, '<html>'],
  [400, {}],
  [302, ''],
])('an answer that is not JSON of DingTalk is a busy gateway: %i %j', (status, body) =>
  expect(failureOf(status, body)).toBe('busy'),
)

it('the answer to a blocked address is throttled', () => {
  const ban = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'x' }
  expect(failureOf(200, ban)).toBe('throttled')
})

it('the evidence contains the status and the code, not the message', () => {
  const body = { code: 'system.error', message: 'appSecret=hunter2', requestid: 'A-1' }
  expect(() => accept({ status: 500, body })).toThrow(
    expect.objectContaining({ evidence: '500 system.error' }),
  )
})
