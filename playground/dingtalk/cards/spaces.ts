import { isNonEmptyString, toFields } from '../../shared/json'
import type { ApiErrorCode } from '../api/responses'
import type { Conversation } from '../directory'
import type { EmulatorState } from '../state'

/** A place that a card is delivered to. */
export interface Space {
  type: 'IM_GROUP' | 'IM_ROBOT'
  id: string
  /** Undefined for a group or a person that does not exist. */
  conversation: Conversation | undefined
}

const PREFIX = 'dtv1.card//'

/**
 * Reads `openSpaceId`, `dtv1.card//IM_GROUP.<openConversationId>;IM_ROBOT.<userId>`, and checks the deliver models.
 *
 * Served are groups and direct chats with the robot; `userIdType` 2 (unionId) is not. When an unknown person is an
 * error and when a failed delivery is not documented: it is an error if the card has no other space.
 */
export function readSpaces(body: Record<string, unknown>, state: EmulatorState): Space[] | ApiErrorCode {
  const { openSpaceId } = body
  if (!isNonEmptyString(openSpaceId)) return 'param.openSpaceIdEmpty'
  if (!openSpaceId.startsWith(PREFIX)) return 'param.openSpaceIdInvalid'
  const spaces = openSpaceId
    .slice(PREFIX.length)
    .split(';')
    .map((text) => readSpace(text, state))
  const invalid = spaces.find((space) => typeof space === 'string')
  if (invalid !== undefined) return invalid as ApiErrorCode
  const found = spaces as Space[]
  const [only] = found
  if (found.length === 1 && only?.type === 'IM_ROBOT' && !only.conversation) return 'param.userIdNotExist'
  return found.map(({ type }) => refuseDeliverModel(type, body, state)).find(Boolean) ?? found
}

/** The code for a space model without `supportForward`; undefined when they are right. */
export function refuseSpaceModels(body: Record<string, unknown>): ApiErrorCode | undefined {
  const models = [body.imGroupOpenSpaceModel, body.imRobotOpenSpaceModel].filter(
    (model) => model !== undefined,
  )
  const isRight = models.every((model) => typeof toFields(model).supportForward === 'boolean')
  return isRight ? undefined : 'param.openSpaceModelInvalid'
}

function readSpace(text: string, { directory }: EmulatorState): Space | ApiErrorCode {
  const [, type, id = ''] = /^(im_group|im_robot)\.(.*)$/i.exec(text) ?? []
  if (id === 'null' || id === 'undefined') return 'param.empty'
  if (type?.toUpperCase() === 'IM_GROUP' && id !== '') {
    const found = directory.findConversation(id)
    return { type: 'IM_GROUP', id, conversation: found?.type === '2' ? found : undefined }
  }
  if (type?.toUpperCase() !== 'IM_ROBOT') return 'param.openSpaceIdInvalid'
  if (id === '') return 'param.userIdEmpty'
  const person = directory.findStaff(id)
  return { type: 'IM_ROBOT', id, conversation: person && directory.directChat(person) }
}

function refuseDeliverModel(
  type: Space['type'],
  body: Record<string, unknown>,
  { app }: EmulatorState,
): ApiErrorCode | undefined {
  const model = type === 'IM_GROUP' ? body.imGroupOpenDeliverModel : body.imRobotOpenDeliverModel
  if (model === undefined || model === null) return 'param.openDeliverModelEmpty'
  // DingTalk's Python SDK sends no robotCode for a direct chat.
  const { robotCode = type === 'IM_ROBOT' ? app.robotCode : undefined } = toFields(model)
  return robotCode === app.robotCode || robotCode === app.key ? undefined : 'param.openDeliverModelError'
}
