import type { RouteKind } from './route-kinds'

/** A path that the emulator serves, and the error codes that it can return there. */
export interface Covered {
  route: RouteKind
  method: 'GET' | 'POST' | 'PUT'
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

const CARD_CREATE = [
  'param.outTrackIdEmpty',
  'param.cardTemplateIdEmpty',
  'param.templateNotExist',
  'param.templateUnpublished',
  'param.openSpaceModelInvalid',
  'param.invalid',
]

const CARD_DELIVER = [
  'param.openSpaceIdEmpty',
  'param.openSpaceIdInvalid',
  'param.empty',
  'param.userIdEmpty',
  'param.userIdNotExist',
  'param.openDeliverModelEmpty',
  'param.openDeliverModelError',
]

const REACTION = [
  ...GATEWAY,
  'MissingrobotCode',
  'MissingopenMsgId',
  'MissingopenConversationId',
  'MissingemotionType',
  'MissingemotionName',
  'invalidParameter.robotCode.notExsit',
  'invalid.openConversationId',
  'system.err',
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
    route: 'upload',
    method: 'POST',
    path: '/media/upload',
    codes: [40014, 40004, 90018, 41005, 40005, 40006],
  },
  {
    route: 'webhook',
    method: 'POST',
    path: '/robot/sendBySession',
    codes: [43004, 460101, 40035, 300001, 400105, 130101],
  },
  {
    route: 'cardCreateAndDeliver',
    method: 'POST',
    path: '/v1.0/card/instances/createAndDeliver',
    codes: [...GATEWAY, ...CARD_CREATE, ...CARD_DELIVER],
  },
  {
    route: 'cardCreate',
    method: 'POST',
    path: '/v1.0/card/instances',
    codes: [...GATEWAY, ...CARD_CREATE, 'param.cardAlreadyExist'],
  },
  {
    route: 'cardDeliver',
    method: 'POST',
    path: '/v1.0/card/instances/deliver',
    codes: [...GATEWAY, ...CARD_DELIVER, 'param.outTrackIdEmpty', 'param.cardNotExist'],
  },
  {
    route: 'cardUpdate',
    method: 'PUT',
    path: '/v1.0/card/instances',
    codes: [...GATEWAY, 'param.outTrackIdEmpty', 'param.cardNotExist', 'param.invalid'],
  },
  {
    route: 'cardStream',
    method: 'PUT',
    path: '/v1.0/card/streaming',
    codes: [
      ...GATEWAY,
      'param.stream.outTrackId',
      'param.stream.guidEmpty',
      'param.stream.keyEmpty',
      'param.stream.contentEmpty',
      'param.stream.isFull',
      'param.stream.content',
      'unknownError',
    ],
  },
  { route: 'reactionAdd', method: 'POST', path: '/v1.0/robot/emotion/reply', codes: REACTION },
  { route: 'reactionRecall', method: 'POST', path: '/v1.0/robot/emotion/recall', codes: REACTION },
]

/** A route of DingTalk that robots use and the emulator does not serve. */
export interface NotCovered {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  en: string
  zh: string
}

/** What the emulator does not serve, for the README: it responds as to any unknown route. */
export const NOT_COVERED: NotCovered[] = [
  lacks('POST', '/v1.0/card/callbacks/register', 'cards: register the callback', '卡片：注册回调地址'),
  lacks('POST', '/v1.0/im/v1.0/robot/interactiveCards/send', 'older cards: send', '旧版互动卡片：发送'),
  lacks('PUT', '/v1.0/im/robots/interactiveCards', 'older cards: update', '旧版互动卡片：更新'),
  lacks('GET', '/v1.0/robot/oToMessages/readStatus', 'who read a direct message', '单聊消息的已读状态'),
  lacks('POST', '/v1.0/robot/groupMessages/query', 'who read a group message', '群消息的已读状态'),
  lacks('POST', '/v1.0/robot/otoMessages/batchRecall', 'recall direct messages', '撤回单聊消息'),
  lacks('POST', '/v1.0/robot/groupMessages/recall', 'recall group messages', '撤回群消息'),
  lacks('POST', '/v1.0/robot/groups/robots/query', 'the robots of a group', '群里的机器人列表'),
  lacks('POST', '/robot/send', 'custom robots of a group', '自定义机器人的 Webhook'),
  lacks('POST', '/v1.0/oauth2/{corpId}/token', 'token by corpId', '按 corpId 获取令牌'),
]

function lacks(method: NotCovered['method'], path: string, en: string, zh: string): NotCovered {
  return { method, path, en, zh }
}
