import type { CARD_ROUTES, REACTION_ROUTES, RouteKind } from '../../../../playground/dingtalk/api/route-kinds'
import { TEST_GROUP_ID } from '../../../../playground/dingtalk/directory'

type Kind = (typeof CARD_ROUTES)[number] | (typeof REACTION_ROUTES)[number]

/** The route that must be called before another one, about the same card or message. */
export const NEEDED_BEFORE: Partial<Record<RouteKind, Kind>> = {
  cardDeliver: 'cardCreate',
  cardUpdate: 'cardCreateAndDeliver',
  cardStream: 'cardCreateAndDeliver',
  reactionRecall: 'reactionAdd',
}

/** The public template of DingTalk's connector for OpenClaw, and its text variable. */
export const CARD_TEMPLATE_ID = '02fcf2f4-5e02-4a85-b672-46d1f715543e.schema'
export const CARD_TEXT_KEY = 'msgContent'
/** The message that reactions are on. */
export const REACTED_MSG_ID = 'msgN3x8ZkQ0pYt5uVwXyZ1a2b3Q=='

export const OUT_TRACK_ID = 'card_7b0f'

let lastGuid = 0

/** A valid request about the card `OUT_TRACK_ID`, or about the reaction on `REACTED_MSG_ID`. */
export function cardRequest(
  kind: Kind,
  robotCode: string,
): { method: 'POST' | 'PUT'; path: string; body: object } {
  const outTrackId = OUT_TRACK_ID
  const instances = '/v1.0/card/instances'
  const cardData = { cardParamMap: { [CARD_TEXT_KEY]: '' } }
  const supportForward = true
  const create = {
    outTrackId,
    cardTemplateId: CARD_TEMPLATE_ID,
    callbackType: 'STREAM',
    cardData,
    imGroupOpenSpaceModel: { supportForward },
    imRobotOpenSpaceModel: { supportForward },
  }
  const deliver = {
    outTrackId,
    openSpaceId: `dtv1.card//IM_GROUP.${TEST_GROUP_ID}`,
    imGroupOpenDeliverModel: { robotCode },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
    userIdType: 1,
  }
  switch (kind) {
    case 'cardCreateAndDeliver':
      return { method: 'POST', path: `${instances}/createAndDeliver`, body: { ...create, ...deliver } }
    case 'cardCreate':
      return { method: 'POST', path: instances, body: create }
    case 'cardDeliver':
      return { method: 'POST', path: `${instances}/deliver`, body: deliver }
    case 'cardUpdate':
      return { method: 'PUT', path: instances, body: { outTrackId, cardData } }
    case 'cardStream': {
      const body = {
        outTrackId,
        guid: `guid_${++lastGuid}`,
        key: CARD_TEXT_KEY,
        content: '你好 🌟',
        isFull: true,
      }
      return { method: 'PUT', path: '/v1.0/card/streaming', body }
    }
    case 'reactionAdd':
      return { method: 'POST', path: '/v1.0/robot/emotion/reply', body: reaction(robotCode) }
    case 'reactionRecall':
      return {
        method: 'POST',
        path: '/v1.0/robot/emotion/recall',
        body: reaction(robotCode),
      }
  }
}

function reaction(robotCode: string): object {
  const emotionName = '🤔思考中'
  return {
    robotCode,
    openMsgId: REACTED_MSG_ID,
    openConversationId: TEST_GROUP_ID,
    emotionType: 2,
    emotionName,
    textEmotion: { emotionId: '2659900', emotionName, text: emotionName, backgroundId: 'im_bg_1' },
  }
}
