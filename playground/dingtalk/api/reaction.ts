import { type Fields, isNonEmptyString, toFields } from '../../shared/json'
import type { EmulatorState } from '../state'
import type { Reaction } from '../store/records'
import { type ApiResponse, apiError, ok } from './responses'
import { type IncomingCall, type Route, refuseAtGateway, refuseBody, refuseByFault } from './route'

/** The reactions that projects use with success; another one was refused with 500 in a report. */
export const KNOWN_REACTIONS = ['🤔思考中', '🥳Done', '👀']

const REQUIRED = ['robotCode', 'openMsgId', 'openConversationId', 'emotionType', 'emotionName']

/** POST /v1.0/robot/emotion/reply: a reaction on a message; adding it again changes nothing. */
export const reactionAddRoute: Route = {
  kind: 'reactionAdd',
  method: 'POST',
  path: '/v1.0/robot/emotion/reply',
  handle(call, state) {
    const read = readReaction('reactionAdd', call, state)
    if ('refused' in read) return read.refused
    if (findReaction(read, state)) return ok({ success: true })
    const { recorder, clock } = state
    recorder.reaction({ id: recorder.nextId(), at: clock.now(), ...read })
    return ok({ success: true })
  },
}

/** POST /v1.0/robot/emotion/recall: removes the same reaction. */
export const reactionRecallRoute: Route = {
  kind: 'reactionRecall',
  method: 'POST',
  path: '/v1.0/robot/emotion/recall',
  handle(call, state) {
    const read = readReaction('reactionRecall', call, state)
    if ('refused' in read) return read.refused
    const shown = findReaction(read, state)
    // What DingTalk answers when there is no such reaction is not known.
    if (!shown) return apiError('system.err')
    shown.recalledAt = state.clock.now()
    state.recorder.reaction(shown)
    return ok({ success: true })
  },
}

type About = Pick<Reaction, 'msgId' | 'conversationId' | 'name'>

// DingTalk documents neither the route nor its errors. Whether the message exists is not checked.
function readReaction(
  kind: 'reactionAdd' | 'reactionRecall',
  call: IncomingCall,
  state: EmulatorState,
): About | { refused: ApiResponse } {
  const refused = refuseAtGateway(kind, call, state) ?? refuseBody(call, REQUIRED)
  if (refused) return { refused }
  const { robotCode, openMsgId, openConversationId, emotionName, textEmotion } = call.json as Fields
  if (robotCode !== state.app.robotCode) return { refused: apiError('invalidParameter.robotCode.notExsit') }
  if (!state.directory.findConversation(String(openConversationId))) {
    return { refused: apiError('invalid.openConversationId') }
  }
  const refusedByFault = refuseByFault('service', kind, call, state)
  if (refusedByFault) return { refused: refusedByFault }
  const { text = emotionName } = toFields(textEmotion)
  const isKnown = isNonEmptyString(text) && text === emotionName && KNOWN_REACTIONS.includes(text)
  if (!isKnown) return { refused: apiError('system.err') }
  return { msgId: String(openMsgId), conversationId: String(openConversationId), name: text }
}

function findReaction({ msgId, name }: About, { recorder }: EmulatorState): Reaction | undefined {
  return recorder.store.reactions.find(
    (one) => one.msgId === msgId && one.name === name && one.recalledAt === undefined,
  )
}
