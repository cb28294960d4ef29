import { ids } from '../ids'
import { CARD_ROUTES, type CallKind } from './route-kinds'

/** An HTTP response: an object becomes JSON; a string or bytes are sent unchanged. */
export interface ApiResponse {
  status: number
  body: unknown
  contentType?: string
}

/** A successful response. */
export const ok = (body: unknown): ApiResponse => ({ status: 200, body })

/** An error of api.dingtalk.com: HTTP status and `{ requestid, code, message }`; `extra` is added to the body. */
export function apiError(code: ApiErrorCode, extra: object = {}): ApiResponse {
  const [status, message] = API_ERRORS[code]
  return { status, body: { requestid: ids.request(), code, message, ...extra } }
}

/** `Missing<name>`: a required parameter of api.dingtalk.com is missing. */
export function missingParameter(name: string): ApiResponse {
  const message = `${name} is mandatory for this action.`
  return { status: 400, body: { requestid: ids.request(), code: `Missing${name}`, message } }
}

/** An error of oapi.dingtalk.com: always HTTP 200, `{ errcode, errmsg }`. */
export function oapiError(errcode: OapiErrorCode): ApiResponse {
  return { status: 200, body: { errcode, errmsg: OAPI_ERRORS[errcode] } }
}

/**
 * The response to a path and method that no route serves: by its prefix, as the emulator has both hosts on one origin.
 * `/v1.0/…`, `/v2.0/…` are api.dingtalk.com's: 404 `InvalidAction.NotFound`. All others are oapi.dingtalk.com's: 200
 * with errcode 404.
 */
export function unknownRoute(path: string): ApiResponse {
  return /^\/v\d+\.\d+\//.test(path) ? apiError('InvalidAction.NotFound') : oapiError(404)
}

/** 40035: a required parameter of oapi.dingtalk.com is missing. */
export function missingOapiParameter(name: string): ApiResponse {
  return { status: 200, body: { errcode: 40035, errmsg: `miss param : ${name}` } }
}

/** The file server's response to an expired URL. */
export const EXPIRED_FILE: ApiResponse = {
  status: 403,
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>\n',
  contentType: 'application/xml',
}

/** Whether DingTalk executed the call: a 2xx whose body has no errcode. */
export function isAccepted({ status, body }: ApiResponse): boolean {
  const errcode = (body as { errcode?: number } | undefined)?.errcode
  return status < 300 && !errcode
}

/** The error codes of api.dingtalk.com that the emulator knows. */
export type ApiErrorCode = keyof typeof API_ERRORS
/** The error codes of oapi.dingtalk.com that the emulator knows. */
export type OapiErrorCode = keyof typeof OAPI_ERRORS

/** The scope that a route needs, as the developer console names it; that of reactions is not documented. */
export function scopeOf(kind: CallKind): string {
  if (kind === 'cardStream') return 'Card.Streaming.Write'
  return CARD_ROUTES.some((route) => route === kind) ? 'Card.Instance.Write' : 'qyapi_robot_sendmsg'
}

/** A permission is missing: 403, with the scope to apply for in the developer console. */
export function accessDenied(kind: CallKind): ApiResponse {
  const scope = scopeOf(kind)
  const url = `https://open-dev.dingtalk.com/appscope/apply?content=dingabcdefghijklmnop%23${scope}`
  return apiError('Forbidden.AccessDenied.AccessTokenPermissionDenied', {
    message: `应用尚未开通所需的权限：[${scope}]，点击链接申请并开通即可：${url}`,
    accessdenieddetail: { requiredScopes: [scope] },
  })
}

// [HTTP status, message]. Where the documentation has `%s`, the text is filled in as in real responses.
const API_ERRORS = {
  invalidClientIdOrSecret: [400, '无效的clientId或者clientSecret'],
  'AuthenticationFailed.MissingParameter': [400, '缺少参数：x-acs-dingtalk-access-token'],
  InvalidAuthentication: [400, '不合法的access_token'],
  'Forbidden.AccessDenied.AccessTokenPermissionDenied': [403, '应用尚未开通所需的权限'],
  'Forbidden.AccessDenied.IpNotInWhiteList': [403, '请求来源IP不在白名单内'],
  'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi': [
    403,
    '您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了',
  ],
  'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi': [
    403,
    '您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了，请一分钟后再试',
  ],
  'Forbidden.AccessDenied.ApiCountLimitForOrg': [403, '您的组织本月的API调用量已超过上限'],
  Missingbody: [400, 'body is mandatory for this action.'],
  Invalidbody: [400, 'Specified parameter body is not valid. JSON parsing error'],
  'invalidParameter.robotCode.empty': [400, '错误描述: robotCode 为空；解决方案:请填写 robotCode；'],
  'invalidParameter.robotCode.notExsit': [
    400,
    '错误描述: robot 不存在；解决方案:请确认 robotCode 是否正确；',
  ],
  'invalidParameter.robotCode.auth': [400, '此应用appkey和机器人robotCode不匹配，请使用机器人应用的appkey'],
  'invalidParameter.robotCode.downloadCode': [400, '下载码有误或者已经过期'],
  'invalidParameter.userIds.empty': [400, '用户userId列表为空'],
  'invalidParameter.userIds.overMax': [400, '用户userId列表超过最大限制'],
  'invalidParameter.userId.empty': [400, '缺少staffId'],
  'invalidParameter.msgKey.empty': [400, '缺少msgKey'],
  'invalidParameter.msgKey.invalid': [400, '错误描述: 不支持的类型 ;解决方案:请使用支持的类型;'],
  'invalidParameter.msgParam.invalid': [400, '错误描述:msgParam格式不正确;解决方案:请使用json格式;'],
  'invalidParameter.msgParam.tooLong': [400, '消息内容太长'],
  'miss.param.contentOfText': [400, '错误描述:参数 text --》 content 缺失，或者参数格式不正确;'],
  'miss.param.markdownTotitle': [400, '错误描述:参数 markdown --》 title 缺失，或者参数格式不正确;'],
  'miss.param.markdownTotext': [400, '错误描述:参数 markdown --》 text 缺失，或者参数格式不正确;'],
  'miss.param.photoTophotoUrl': [400, '错误描述:参数 photo --》 photoURL 缺失，或者参数格式不正确;'],
  'miss.param.titleOfLink': [400, '错误描述:参数 link --》 title 缺失，或者参数格式不正确;'],
  'miss.param.textOfLink': [400, '错误描述:参数 link --》 text 缺失，或者参数格式不正确;'],
  'miss.param.messageUrlOfLink': [400, '错误描述:参数 link --》 messageUrl 缺失，或者参数格式不正确;'],
  'miss.param.actionCardTotitle': [400, '错误描述:参数 actionCard --》 title 缺失，或者参数格式不正确;'],
  'miss.param.actionCardTotext': [400, '错误描述:参数 actionCard --》 text 缺失，或者参数格式不正确;'],
  'miss.param.actionCardTosingleTitle': [
    400,
    '错误描述:参数 actionCard --》 singleTitle 缺失，或者参数格式不正确;',
  ],
  'miss.param.actionCardTosingleUrl': [
    400,
    '错误描述:参数 actionCard --》 singleURL 缺失，或者参数格式不正确;',
  ],
  'miss.param.actionCardTobtnsTotitle': [
    400,
    '错误描述:参数 actionCard --》 btns --》 title 缺失，或者参数格式不正确;',
  ],
  'miss.param.actionCardTobtnsToactionUrl': [
    400,
    '错误描述:参数 actionCard --》 btns --》 actionURL 缺失，或者参数格式不正确;',
  ],
  'miss.param.file': [400, '消息内容不合法，需要file属性'],
  'miss.param.video': [400, '消息内容不合法，需要video->videoMediaId属性'],
  'miss.param.audio': [400, '消息内容不合法，需要audio属性'],
  'miss.openConversationId': [400, '缺少openConversationId'],
  'invalid.openConversationId': [400, '无效的openConversationId'],
  'group.disbanded': [400, '群已经解散'],
  'bot.stopped': [400, '群机器人已经停用'],
  'chatbotId.notAllow.sendOTO': [400, '不允许主动发单聊，请检查机器人状态是否已启用'],
  'staffId.notExisted': [400, '错误描述: staff 不存在；解决方案:请确认 userId 是否正确；'],
  'send.too.fast': [400, '发送消息频率过快，请稍后再试'],
  'contain.unsafe.url': [400, '含有不安全的外链'],
  'contain.notAllowed.text': [400, '含有不合适的文本'],
  'contain.notAllowed.picture': [400, '含有不合适的图片'],
  'contain.notAllowed.content': [400, '含有不合适的内容'],
  'param.empty': [400, '参数为空'],
  'param.invalid': [400, '参数不合法'],
  'param.outTrackIdEmpty': [400, 'outTrackId 为空'],
  'param.cardTemplateIdEmpty': [400, 'cardTemplateId 为空'],
  'param.templateNotExist': [400, '卡片模板不存在'],
  'param.templateUnpublished': [400, '卡片模板未发布'],
  'param.cardAlreadyExist': [400, '卡片已存在'],
  'param.cardNotExist': [400, '卡片不存在'],
  'param.openSpaceIdEmpty': [400, 'openSpaceId 为空'],
  'param.openSpaceIdInvalid': [400, 'openSpaceId 不合法'],
  'param.openSpaceModelInvalid': [400, '场域信息不合法'],
  'param.openDeliverModelEmpty': [400, '投放信息为空'],
  'param.openDeliverModelError': [400, '投放信息不正确'],
  'param.userIdEmpty': [400, 'userId 为空'],
  'param.userIdNotExist': [400, 'userId 不存在'],
  'param.contentUnsafe': [400, '卡片内容不安全'],
  'param.stream.outTrackId': [400, 'card is not exist'],
  'param.stream.guidEmpty': [400, 'guid is empty'],
  'param.stream.keyEmpty': [400, 'key is empty'],
  'param.stream.contentEmpty': [400, 'content is empty'],
  'param.stream.isFull': [400, 'param isFull is null'],
  'param.stream.content': [400, 'content is too large'],
  'system.busy': [500, '系统繁忙，请稍后再试'],
  'system.err': [500, '系统错误'],
  unknownError: [500, '未知错误'],
  'system.error': [500, '未知的系统错误'],
  'InvalidAction.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  ServiceUnavailable: [503, '服务暂不可用，请稍后重试'],
} satisfies Record<string, [number, string]>

const OAPI_ERRORS = {
  [-1]: '系统繁忙',
  404: '请求的URI地址不存在',
  40004: '不合法的媒体文件类型',
  40005: '不合法的文件类型',
  40006: '不合法的文件大小',
  40014: '不合法的access_token',
  90018: '您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了',
  41005: '缺少多媒体文件数据',
  40035: '缺少参数 json',
  40096: '不合法的appKey或appSecret',
  43004: '无效的HTTP HEADER Content-Type',
  130101: 'send too fast, exceed 20 times per minute',
  300001: 'session 不存在',
  400013: '群已被解散',
  400102: '机器人已停用',
  400105: '不支持的消息类型',
  430101: '含有不安全的外链',
  430102: '含有不合适的文本',
  430103: '含有不合适的图片',
  430104: '含有不合适的内容',
  460101: 'description: body 大小不合法;solution:请保持大小在 20000bytes 以内;',
}
