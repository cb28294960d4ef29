import type { RouteKind } from './route-kinds'

/** A path that the emulator serves, and the error codes that it can return there. */
export interface Covered {
  route: RouteKind
  method: 'GET' | 'POST'
  path: string
  /** Codes that a request can cause; codes that only faults cause are in the fault table. */
  codes: (string | number)[]
}

const GATEWAY = [
  'AuthenticationFailed.MissingParameter',
  'InvalidAuthentication',
  'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
  'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
  'Forbidden.AccessDenied.ApiCountLimitForOrg',
  'Missingbody',
  'Invalidbody',
]

const SEND = [
  ...GATEWAY,
  'MissingrobotCode',
  'MissingmsgKey',
  'MissingmsgParam',
  'invalidParameter.robotCode.empty',
  'invalidParameter.robotCode.auth',
  'invalidParameter.robotCode.notExsit',
  'invalidParameter.msgKey.empty',
  'invalidParameter.msgKey.invalid',
  'invalidParameter.msgParam.invalid',
  'invalidParameter.msgParam.tooLong',
  'miss.param.contentOfText',
  'miss.param.markdownTotitle',
  'miss.param.markdownTotext',
  'miss.param.photoTophotoUrl',
  'miss.param.titleOfLink',
  'miss.param.textOfLink',
  'miss.param.messageUrlOfLink',
  'miss.param.actionCardTotitle',
  'miss.param.actionCardTotext',
  'miss.param.actionCardTosingleTitle',
  'miss.param.actionCardTosingleUrl',
  'miss.param.actionCardTobtnsTotitle',
  'miss.param.actionCardTobtnsToactionUrl',
  'miss.param.audio',
  'miss.param.file',
  'miss.param.video',
]

/** What the emulator serves; a test compares it with the routes and with their responses. */
export const COVERAGE: Covered[] = [
  {
    route: 'token',
    method: 'POST',
    path: '/v1.0/oauth2/accessToken',
    codes: [
      'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
      'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
      'Missingbody',
      'Invalidbody',
      'MissingappKey',
      'MissingappSecret',
      'invalidClientIdOrSecret',
    ],
  },
  { route: 'gettoken', method: 'GET', path: '/gettoken', codes: [40096] },
  {
    route: 'batchSend',
    method: 'POST',
    path: '/v1.0/robot/oToMessages/batchSend',
    codes: [
      ...SEND,
      'MissinguserIds',
      'invalidParameter.userIds.empty',
      'invalidParameter.userIds.overMax',
      'invalidParameter.userId.empty',
      'staffId.notExisted',
    ],
  },
  {
    route: 'groupSend',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/send',
    codes: [...SEND, 'MissingopenConversationId', 'miss.openConversationId', 'invalid.openConversationId'],
  },
  {
    route: 'download',
    method: 'POST',
    path: '/v1.0/robot/messageFiles/download',
    codes: [
      ...GATEWAY,
      'MissingdownloadCode',
      'MissingrobotCode',
      'invalidParameter.robotCode.empty',
      'invalidParameter.robotCode.downloadCode',
      'invalidParameter.robotCode.auth',
    ],
  },
  { route: 'file', method: 'GET', path: '/files/*', codes: ['AccessDenied'] },
  {
    route: 'webhook',
    method: 'POST',
    path: '/robot/sendBySession',
    codes: [43004, 460101, 40035, 300001, 400105, 130101],
  },
]

/** Paths that robots use and the emulator does not serve: it responds as to any unknown path. */
export const NOT_COVERED: { path: string; what: string }[] = [
  { path: '/v1.0/card/instances/createAndDeliver', what: 'AI cards: create and deliver' },
  { path: '/v1.0/card/instances', what: 'AI cards: update' },
  { path: '/v1.0/card/streaming', what: 'AI cards: stream' },
  { path: '/v1.0/robot/emotion/reply', what: 'Reactions: add' },
  { path: '/v1.0/robot/emotion/recall', what: 'Reactions: take back' },
  { path: '/v1.0/robot/oToMessages/readStatus', what: 'Who read a message' },
  { path: '/v1.0/robot/otoMessages/batchRecall', what: 'Recall, direct' },
  { path: '/v1.0/robot/groupMessages/recall', what: 'Recall, group' },
  { path: '/media/upload', what: 'Media upload' },
  { path: '/v1.0/gateway/connections/open', what: 'Stream mode' },
]
