import { ids } from '../ids'
import type { RenderedMessage } from '../messages/rendered-message'
import { TEMPLATES } from '../messages/templates'
import { deliver, deliverToPeople, type EmulatorState } from '../state'
import type { RouteKind } from './kinds'
import { type ApiResponse, apiError, ok } from './responses'
import {
  asked,
  type Fields,
  type IncomingCall,
  isFilled,
  type Route,
  refuseAtGateway,
  refuseBody,
  strike,
} from './route'

/** The most bytes of a msgParam; documented for the group API, taken for both. */
export const MAX_PARAM_BYTES = 15_000
/** The most people of one batchSend. */
export const MAX_USERS = 20
/** A robot that exists in the organisation and belongs to another app. */
export const FOREIGN_ROBOT_CODE = 'dingforeignrobot0000'

/** POST /v1.0/robot/oToMessages/batchSend: to people, each in the direct chat with the robot. */
export const batchSendRoute: Route = {
  kind: 'batchSend',
  method: 'POST',
  path: '/v1.0/robot/oToMessages/batchSend',
  handle(call, state) {
    const refused = refuseSend('batchSend', ['robotCode', 'userIds', 'msgKey', 'msgParam'], call, state)
    if (refused) return refused
    const { userIds } = call.json as Fields
    if (!Array.isArray(userIds) || userIds.length === 0) return apiError('invalidParameter.userIds.empty')
    if (userIds.length > MAX_USERS) return apiError('invalidParameter.userIds.overMax')
    if (!userIds.every(isFilled)) return apiError('invalidParameter.userId.empty')
    const struck = strike('service', 'batchSend', call, state)
    if (struck) return struck
    const known = userIds.filter((id) => state.directory.findStaff(id))
    // Nobody documents when an unknown person is a 400 and when a list in a 200; this is the sensible reading.
    if (known.length === 0) return apiError('staffId.notExisted')
    const unknown = userIds.filter((id) => !known.includes(id))
    if (asked('user-invalid', 'batchSend', call, state)) return answerTo(state, [], userIds, [], call)
    if (asked('user-throttled', 'batchSend', call, state)) return answerTo(state, [], unknown, known, call)
    return answerTo(state, known, unknown, [], call)
  },
}

/** POST /v1.0/robot/groupMessages/send: into one group; nobody can be @-ed. */
export const groupSendRoute: Route = {
  kind: 'groupSend',
  method: 'POST',
  path: '/v1.0/robot/groupMessages/send',
  handle(call, state) {
    const refused = refuseSend(
      'groupSend',
      ['robotCode', 'openConversationId', 'msgKey', 'msgParam'],
      call,
      state,
    )
    if (refused) return refused
    const { openConversationId } = call.json as Fields
    if (!isFilled(openConversationId)) return apiError('miss.openConversationId')
    const group = state.directory.findConversation(openConversationId)
    // A direct chat has a conversationId too, and it does not work here.
    if (group?.type !== '2') return apiError('invalid.openConversationId')
    const struck = strike('service', 'groupSend', call, state)
    if (struck) return struck
    const processQueryKey = ids.processQuery()
    deliver(state, group, toShown(call), { via: 'api', processQueryKey })
    return ok({ processQueryKey })
  },
}

function answerTo(
  state: EmulatorState,
  reached: string[],
  invalid: string[],
  throttled: string[],
  call: IncomingCall,
): ApiResponse {
  const people = reached.flatMap((id) => state.directory.findStaff(id) ?? [])
  const processQueryKey = deliverToPeople(state, people, toShown(call))
  return ok({ processQueryKey, invalidStaffIdList: invalid, flowControlledStaffIdList: throttled })
}

// The order of these checks is a choice; DingTalk's own is not documented.
function refuseSend(
  kind: RouteKind,
  required: string[],
  call: IncomingCall,
  state: EmulatorState,
): ApiResponse | undefined {
  const refused = refuseAtGateway(kind, call, state) ?? refuseBody(call, required)
  if (refused) return refused
  const { robotCode, msgKey, msgParam } = call.json as Fields
  if (!isFilled(robotCode)) return apiError('invalidParameter.robotCode.empty')
  if (robotCode === FOREIGN_ROBOT_CODE) return apiError('invalidParameter.robotCode.auth')
  if (robotCode !== state.app.robotCode) return apiError('invalidParameter.robotCode.notExsit')
  if (!isFilled(msgKey)) return apiError('invalidParameter.msgKey.empty')
  if (!Object.hasOwn(TEMPLATES, msgKey)) return apiError('invalidParameter.msgKey.invalid')
  return refuseParam(msgKey, msgParam)
}

function refuseParam(msgKey: string, msgParam: unknown): ApiResponse | undefined {
  const param = parseParam(msgParam)
  if (!param) return apiError('invalidParameter.msgParam.invalid')
  const absent = TEMPLATES[msgKey]?.required.find(([field]) => !param[field])
  if (absent) return apiError(absent[1])
  return Buffer.byteLength(msgParam as string) > MAX_PARAM_BYTES
    ? apiError('invalidParameter.msgParam.tooLong')
    : undefined
}

/** A msgParam as its fields; undefined unless it is a string of JSON that holds an object of strings. */
export function parseParam(msgParam: unknown): Record<string, string> | undefined {
  if (typeof msgParam !== 'string') return undefined
  try {
    const param = JSON.parse(msgParam)
    const isObject = typeof param === 'object' && param !== null && !Array.isArray(param)
    return isObject && Object.values(param).every((value) => typeof value === 'string') ? param : undefined
  } catch {
    return undefined
  }
}

function toShown(call: IncomingCall): RenderedMessage {
  const { msgKey, msgParam } = call.json as { msgKey: string; msgParam: string }
  const shown = TEMPLATES[msgKey]?.render(parseParam(msgParam) ?? {}) ?? { text: '' }
  return { kind: msgKey, ...shown, atUserIds: [], atAll: false }
}
