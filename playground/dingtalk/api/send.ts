import { type Fields, isNonEmptyString } from '../../shared/json'
import { ids } from '../ids'
import { deliver, deliverToPeople } from '../robot-messages/deliver'
import { readTemplateMessage } from '../robot-messages/templates'
import type { ReadMessage } from '../robot-messages/webhook-message'
import type { EmulatorState } from '../state'
import { apiError, ok } from './responses'
import {
  type IncomingCall,
  isTriggered,
  type Route,
  refuseAtGateway,
  refuseBody,
  refuseByFault,
} from './route'

/** The most recipients of one batchSend. */
export const MAX_USERS = 20
/** A robot of the organisation that belongs to another app. */
export const FOREIGN_ROBOT_CODE = 'dingforeignrobot0000'

/** POST /v1.0/robot/oToMessages/batchSend: to people, each in the direct chat with the robot. */
export const batchSendRoute: Route = {
  kind: 'batchSend',
  method: 'POST',
  path: '/v1.0/robot/oToMessages/batchSend',
  handle(call, state) {
    const read = readMessage('batchSend', ['robotCode', 'userIds', 'msgKey', 'msgParam'], call, state)
    if ('refused' in read) return read.refused
    const { userIds } = call.json as Fields
    if (!Array.isArray(userIds) || userIds.length === 0) return apiError('invalidParameter.userIds.empty')
    if (userIds.length > MAX_USERS) return apiError('invalidParameter.userIds.overMax')
    if (!userIds.every(isNonEmptyString)) return apiError('invalidParameter.userId.empty')
    const refused = refuseByFault('service', 'batchSend', call, state)
    if (refused) return refused
    const known = userIds.filter((id) => state.directory.findStaff(id))
    // DingTalk does not document when an unknown user is a 400 and when it is listed in a 200; this is a choice.
    if (known.length === 0) return apiError('staffId.notExisted')
    const unknown = userIds.filter((id) => !known.includes(id))
    const sendTo = (reached: string[], invalid: string[], throttled: string[]) => {
      const people = reached.flatMap((id) => state.directory.findStaff(id) ?? [])
      const processQueryKey = deliverToPeople(state, people, read.message)
      return ok({ processQueryKey, invalidStaffIdList: invalid, flowControlledStaffIdList: throttled })
    }
    if (isTriggered('user-invalid', 'batchSend', call, state)) return sendTo([], userIds, [])
    if (isTriggered('user-throttled', 'batchSend', call, state)) return sendTo([], unknown, known)
    return sendTo(known, unknown, [])
  },
}

/** POST /v1.0/robot/groupMessages/send: into one group; it cannot @ people. */
export const groupSendRoute: Route = {
  kind: 'groupSend',
  method: 'POST',
  path: '/v1.0/robot/groupMessages/send',
  handle(call, state) {
    const required = ['robotCode', 'openConversationId', 'msgKey', 'msgParam']
    const read = readMessage('groupSend', required, call, state)
    if ('refused' in read) return read.refused
    const { openConversationId } = call.json as Fields
    if (!isNonEmptyString(openConversationId)) return apiError('miss.openConversationId')
    const group = state.directory.findConversation(openConversationId)
    // A direct chat has a conversationId too, but this route takes groups only.
    if (group?.type !== '2') return apiError('invalid.openConversationId')
    const refused = refuseByFault('service', 'groupSend', call, state)
    if (refused) return refused
    const processQueryKey = ids.processQuery()
    deliver(state, group, read.message, { via: 'api', processQueryKey })
    return ok({ processQueryKey })
  },
}

// The order of these checks is a choice; DingTalk does not document its own.
function readMessage(
  kind: 'batchSend' | 'groupSend',
  required: string[],
  call: IncomingCall,
  state: EmulatorState,
): ReadMessage {
  const refused = refuseAtGateway(kind, call, state) ?? refuseBody(call, required)
  if (refused) return { refused }
  const { robotCode, msgKey, msgParam } = call.json as Fields
  if (!isNonEmptyString(robotCode)) return { refused: apiError('invalidParameter.robotCode.empty') }
  if (robotCode === FOREIGN_ROBOT_CODE) return { refused: apiError('invalidParameter.robotCode.auth') }
  if (robotCode !== state.app.robotCode) return { refused: apiError('invalidParameter.robotCode.notExsit') }
  if (!isNonEmptyString(msgKey)) return { refused: apiError('invalidParameter.msgKey.empty') }
  return readTemplateMessage(msgKey, msgParam)
}
